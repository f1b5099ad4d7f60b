import * as l10n from '@vscode/l10n';
import type { Conversation } from '../conversation/conversation.ts';
import { countTurns, medianLatencyMs } from '../conversation/conversationFigures.ts';
import type { ConversationSummary } from '../history/history.ts';
import { toRowLabel } from './historyRows.ts';
import { toParameterRows } from './parameterRows.ts';
import { toRerunText } from './rerunText.ts';
import { toStateText } from './stateText.ts';
import { toVisibleLine } from '../text/visibleText.ts';

const longestLine = 200;

/** The facts of a conversation, one a line. Plain text: a tooltip given as a string is never read as Markdown. */
export function toHistoryTooltip(
  conversation: Conversation,
  locale: string | undefined,
  summary?: ConversationSummary,
): string {
  const { title, note, tags, replayOf, rerun, broadcastId } = summary ?? {};
  const { conversationId, connection, createdAt, parameters } = conversation;
  const turnCount = countTurns(conversation);
  const medianMs = medianLatencyMs(conversation);
  return [
    title ?? '',
    summary ? toRowLabel({ ...summary, title: undefined }) : '',
    note ?? '',
    (tags ?? []).map((tag) => `#${tag}`).join(' '),
    replayOf === undefined ? '' : toRerunText(rerun),
    broadcastId === undefined ? '' : l10n.t('broadcast'),
    conversationId ?? l10n.t('no id was received'),
    toStateText(conversation),
    connection.connectionName,
    new Date(createdAt).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' }),
    ...toParameterRows(parameters).map(([name, value]) => `${name}: ${value}`),
    turnCount === 1 ? l10n.t('1 turn') : l10n.t('{0} turns', turnCount),
    medianMs === undefined ? '' : l10n.t('Median latency: {0} ms', Math.round(medianMs)),
  ]
    .map((line) => toVisibleLine(line, longestLine))
    .filter((line) => line !== '')
    .join('\n');
}
