import type { ChatReply, Exchange } from '../core/chatApi/chatClient.ts';
import { regionLabel } from '../core/connection/validateConnection.ts';
import type { ConversationEnd } from './conversationEnd.ts';
import type { CallKind } from './failureText.ts';
import type { NamedTarget } from './readTarget.ts';
import { toTerminalLine, toTerminalText } from './terminalText.ts';

/*
 * What the agent said, for a terminal, in the words of the editor's output. All of it comes from outside.
 */

/** The facts of one call on one line. Create says where it went; the others only which conversation it was. */
export function toFactsLine(kind: CallKind, { target, conversationId, exchange }: FactsOfCall): string {
  const place = `${target.projectId} (${regionLabel(target.region)})`;
  const rest = [String(exchange.status ?? '—'), toLatency(exchange)];
  const columns = kind === 'create' ? [place, ...rest, conversationId] : [conversationId, ...rest];
  return [kind, ...columns].map(toTerminalLine).join('   ');
}

export interface FactsOfCall {
  readonly target: NamedTarget;
  readonly conversationId: string;
  readonly exchange: Exchange;
}

export function toLatency({ latencyMs }: Exchange): string {
  return `${Math.round(latencyMs)} ms`;
}

export function toAgentText({ response }: Pick<ChatReply, 'response'>): string {
  return response === '' ? 'The agent answered without a text.' : toSpoken('Agent:', response);
}

export function toUserText(message: string): string {
  return toSpoken('You:', message);
}

/** Later lines stand under the first, so that a reply cannot pass for a line of ours. */
function toSpoken(who: string, text: string): string {
  return `${who} ${toTerminalText(text)
    .trimEnd()
    .replaceAll('\n', `\n${' '.repeat(who.length + 1)}`)}`;
}

/** How the agent ended the conversation with a reply. */
export function toEndText({ handoff }: ConversationEnd): string {
  if (handoff === undefined) return 'The agent ended the conversation.';
  const { destination, reason } = handoff;
  if (destination === undefined) return 'The agent handed the conversation off.';
  return reason === undefined
    ? `The agent handed the conversation off to ${toTerminalLine(destination)}.`
    : `The agent handed the conversation off to ${toTerminalLine(destination)} (${toTerminalLine(reason)}).`;
}
