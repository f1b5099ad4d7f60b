import * as l10n from '@vscode/l10n';
import type { Conversation } from '../conversation/conversation.ts';
import { countTurns, medianLatencyMs } from '../conversation/conversationFigures.ts';
import type { ConversationLabels } from '../history/history.ts';
import { toParameterRows } from './parameterRows.ts';
import { toStateText } from './stateText.ts';
import { toVisibleLine } from '../text/visibleText.ts';

const longestLine = 200;

/** The facts of a conversation, one a line. Plain text: a tooltip given as a string is never read as Markdown. */
export function toHistoryTooltip(
  conversation: Conversation,
  locale: string | undefined,
  { title, note, tags }: ConversationLabels = {},
): string {
  const { conversationId, connection, createdAt, parameters } = conversation;
  const turnCount = countTurns(conversation);
  const medianMs = medianLatencyMs(conversation);
  return [
    title ?? '',
    note ?? '',
    (tags ?? []).map((tag) => `#${tag}`).join(' '),
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
