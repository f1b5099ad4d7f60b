import * as l10n from '@vscode/l10n';
import { isStandIn } from '../connection/connection.ts';
import { regionLabel } from '../connection/validateConnection.ts';
import type { Conversation, Turn } from './conversation.ts';
import { toParameterRows } from './parameterRows.ts';
import { toStateText } from './stateText.ts';
import { explainTurnError, toTurnText, type ExplainTurnError } from './turnText.ts';
import { toIndentedLines, toVisibleLine } from '../text/visibleText.ts';

/** Where the latency stands when the line before it is short enough. */
const latencyColumn = 84;

/** The whole conversation to read: plain text, one turn under the other, nothing in it but what happened. */
export function toTranscript(
  conversation: Conversation,
  options: {
    readonly explain?: ExplainTurnError | undefined;
    /** For the date, as in `de` or `en-GB`; the system's when undefined. */
    readonly locale?: string | undefined;
  } = {},
): string {
  const { explain = explainTurnError, locale } = options;
  const turns = conversation.turns.flatMap((turn) => toLines(conversation, turn, explain));
  return `${[...toHeader(conversation, locale), '', ...turns].join('\n')}\n`;
}

function toHeader(conversation: Conversation, locale: string | undefined): string[] {
  const { connection, conversationId, createdAt } = conversation;
  const { connectionName, environment, region } = connection;
  const started = new Date(createdAt).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' });
  const shownEnvironment = isStandIn(connection) ? '' : environment;
  const title = [connectionName, shownEnvironment, regionLabel(region)].filter((part) => part !== '');
  return [
    toVisibleLine(title.join(' · ')),
    '',
    ...toTable([
      [l10n.t('Conversation'), toVisibleLine(conversationId ?? l10n.t('no id was received'))],
      [l10n.t('State'), toStateText(conversation)],
      [l10n.t('Started'), started],
      ...toParameterRows(conversation.parameters).map(
        ([name, value], index) => [index === 0 ? l10n.t('Parameters') : '', `${name}  ${value}`] as const,
      ),
    ]),
  ];
}

function toTable(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]) => label.padEnd(width) + value);
}

function toLines(conversation: Conversation, turn: Turn, explain: ExplainTurnError): string[] {
  const { user, agent, note } = toTurnText(conversation, turn, explain);
  const labels = { user: l10n.t('You'), agent: l10n.t('Agent'), note: '' };
  const width = Math.max(labels.user.length, labels.agent.length) + 3;
  const said = (label: string, text: string | undefined) =>
    text === undefined ? [] : toIndentedLines(text, `  ${label.padEnd(width)}`);
  const correlation =
    turn.correlationId === undefined || turn.state === 'answered'
      ? undefined
      : l10n.t('Correlation id: {0}', toVisibleLine(turn.correlationId));
  const answer = [
    ...said(labels.agent, agent),
    ...said(labels.note, note),
    ...said(labels.note, correlation),
  ];
  return [...said(labels.user, user), ...withLatency(answer, turn.latencyMs)];
}

function withLatency([first = '', ...rest]: readonly string[], latencyMs: number | undefined): string[] {
  if (latencyMs === undefined) return [first, ...rest];
  return [`${first.padEnd(latencyColumn)}   ${l10n.t('{0} ms', Math.round(latencyMs))}`, ...rest];
}
