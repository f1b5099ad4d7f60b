import type { CallOptions, ChatClient, ChatTarget, Exchange } from '../core/chatApi/chatClient.ts';
import { ChatError } from '../core/chatApi/chatError.ts';
import { endOfFailure } from './conversationEnd.ts';
import { toTerminalLine } from './terminalText.ts';

/** `unconfirmed`: the server answered, but not that it closed anything. */
export interface CloseResult {
  readonly kind: 'closed' | 'alreadyOver' | 'unconfirmed';
  readonly exchange: Exchange;
}

/** Closes a conversation; one that is over already counts as closed. Rejects with ChatError otherwise. */
export async function closeConversation(
  client: ChatClient,
  target: ChatTarget,
  conversationId: string,
  options: CallOptions,
): Promise<CloseResult> {
  try {
    const { success, exchange } = await client.close(target, conversationId, options);
    return { kind: success ? 'closed' : 'unconfirmed', exchange };
  } catch (error) {
    if (!(error instanceof ChatError) || endOfFailure(error) === undefined) throw error;
    return { kind: 'alreadyOver', exchange: error.details.exchange };
  }
}

export function toCloseText({ kind }: CloseResult): string {
  if (kind === 'closed') return 'The conversation was closed.';
  return kind === 'alreadyOver'
    ? 'The conversation was already over.'
    : 'The server did not confirm that the conversation was closed.';
}

/** A conversation that could not be closed, or that a failed call has created. */
export function toStillOpenText(conversationId: string): string {
  return `The conversation may still be open. To close it, run “${toCloseCommand(conversationId)}”.`;
}

export function toCloseCommand(conversationId: string): string {
  return `polyai-chat close --conversation ${toTerminalLine(conversationId)}`;
}
