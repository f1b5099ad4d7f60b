import { regionLabel } from '../core/connection/validateConnection.ts';
import { handoffOf } from '../core/conversation/conversationEnd.ts';
import { toEndSentence } from '../core/wording/endSentence.ts';
import type { NamedTarget } from './readTarget.ts';
import { type CallEnd, latencyMsOf, type SettledCall } from './settledCall.ts';
import { toTerminalLine, toTerminalText } from './terminalText.ts';

/*
 * What the agent said, for a terminal, in the words of the editor's output. All of it comes from outside.
 */

/** The facts of one call on one line. Create says where it went; the others only which conversation it was. */
export function toFactsLine(target: NamedTarget, { conversation, turn }: SettledCall): string {
  const rest = [String(turn.status ?? '—'), toLatency(turn)];
  const id = conversation.conversationId ?? '';
  const columns = turn.kind === 'create' ? [toAgentName(target), ...rest, id] : [id, ...rest];
  return [turn.kind, ...columns].map(toTerminalLine).join('   ');
}

/** Which agent was called, as `project (uk-1)`. */
export function toAgentName({ projectId, region }: NamedTarget): string {
  return `${projectId} (${regionLabel(region)})`;
}

export function toLatency(turn: SettledCall['turn']): string {
  return `${latencyMsOf(turn)} ms`;
}

export function toAgentText({ reply = '' }: Pick<SettledCall['turn'], 'reply'>): string {
  return reply === '' ? 'The agent answered without a text.' : toSpoken('Agent:', reply);
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
export function toEndText({ handoff }: CallEnd): string {
  return toEndSentence(handoff && handoffOf({ handoff }), toTerminalLine);
}
