import * as l10n from '@vscode/l10n';
import { isStandIn } from '../connection/connection.ts';
import { regionLabel } from '../connection/validateConnection.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import { handoffOf } from '../conversation/conversationEnd.ts';
import { explainTurnError, toTurnText, type ExplainTurnError } from '../conversation/turnText.ts';
import { toIndentedLines, toVisibleLine } from '../text/visibleText.ts';
import { toEndSentence } from './endSentence.ts';

const indent = ' '.repeat('00:00:00  '.length);

/**
 * One call as a block for the output channel and the command line: a line of facts in fixed columns, then what
 * was said or what went wrong. Without a line break at the end.
 */
export function toOutputBlock(
  conversation: Conversation,
  turnIndex: number,
  explain: ExplainTurnError = explainTurnError,
): string {
  const turn = conversation.turns[turnIndex];
  if (!turn) return '';
  const { user, agent, note } = toTurnText(conversation, turn, explain);
  const labels = { user: l10n.t('You:'), agent: l10n.t('Agent:') };
  const width = Math.max(labels.user.length, labels.agent.length) + 1;
  const said = (label: string, text: string | undefined) =>
    text === undefined ? [] : toIndentedLines(text, indent + label.padEnd(width));
  return [
    toFacts(conversation, turn),
    ...said(labels.user, user),
    ...said(labels.agent, agent),
    ...(note === undefined ? [] : toIndentedLines(withCorrelationId(note, turn), indent)),
    ...(isLastWord(conversation, turn) ? toIndentedLines(toEnding(conversation), indent) : []),
  ].join('\n');
}

function toFacts(conversation: Conversation, turn: Turn): string {
  const { connectionName, environment, region } = conversation.connection;
  // The stand-in agent has no environment; that it is on this machine is what counts.
  const where = isStandIn({ region }) ? regionLabel(region) : environment;
  const connection = `${toVisibleLine(connectionName)} (${where})`;
  const id = toVisibleLine(conversation.conversationId ?? '');
  const columns = [
    connection,
    turn.status === undefined ? '—' : String(turn.status),
    turn.latencyMs === undefined ? '' : l10n.t('{0} ms', Math.round(turn.latencyMs)),
    id,
  ];
  const facts = columns.filter((column) => column !== '').join('   ');
  return `${toClock(turn.startedAt)}  ${turn.kind.padEnd('respond'.length)}  ${facts}`;
}

/** What the agent decided with its last reply. */
function toEnding(conversation: Conversation): string {
  const handoff = conversation.state === 'handedOff' ? handoffOf(conversation) : undefined;
  return toEndSentence(handoff, toVisibleLine);
}

/** The reply with which the agent ended the conversation or handed it off. */
function isLastWord({ state, turns }: Conversation, turn: Turn): boolean {
  const isEnd = state === 'ended' || state === 'handedOff';
  return isEnd && turn.state === 'answered' && turn.kind !== 'close' && turn === lastAnswered(turns);
}

function lastAnswered(turns: readonly Turn[]): Turn | undefined {
  return turns.findLast((turn) => turn.state === 'answered' && turn.kind !== 'close');
}

function withCorrelationId(note: string, turn: Turn): string {
  if (turn.correlationId === undefined || turn.state === 'answered') return note;
  return `${note}   ${l10n.t('correlation id {0}', toVisibleLine(turn.correlationId))}`;
}

/** The local time of day, as the clock on the wall shows it. */
function toClock(timestamp: string): string {
  const time = new Date(timestamp);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
