import { closeUnconfirmed } from '../core/conversation/turnText.ts';
import type { CloseResult } from './settledCall.ts';
import { toTerminalLine } from './terminalText.ts';

export function toCloseText(result: CloseResult): string {
  if (result === 'closed') return 'The conversation was closed.';
  return result === 'alreadyOver' ? 'The conversation was already over.' : closeUnconfirmed().message;
}

/** A conversation that could not be closed, or that a failed call has created. */
export function toStillOpenText(conversationId: string): string {
  return `The conversation may still be open. To close it, run “${toCloseCommand(conversationId)}”.`;
}

export function toCloseCommand(conversationId: string): string {
  return `polyai-chat close --conversation ${toTerminalLine(conversationId)}`;
}
