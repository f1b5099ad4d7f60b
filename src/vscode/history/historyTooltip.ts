import * as l10n from '@vscode/l10n';
import { median } from '../../core/common/median.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { toParameterRows } from '../../core/conversation/parameterRows.ts';
import { toStateText } from '../../core/conversation/stateText.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';

const longestLine = 200;

/** The facts of a conversation, one a line. Plain text: a tooltip given as a string is never read as Markdown. */
export function toHistoryTooltip(conversation: Conversation, locale: string | undefined): string {
  const { conversationId, connection, createdAt, parameters, turns } = conversation;
  const middleMs = median(turns.flatMap((turn) => turn.latencyMs ?? []));
  return [
    conversationId ?? l10n.t('no id was received'),
    toStateText(conversation),
    connection.connectionName,
    new Date(createdAt).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' }),
    ...toParameterRows(parameters).map(([name, value]) => `${name}: ${value}`),
    turns.length === 1 ? l10n.t('1 turn') : l10n.t('{0} turns', turns.length),
    middleMs === undefined ? '' : l10n.t('Median latency: {0} ms', Math.round(middleMs)),
  ]
    .map((line) => toVisibleLine(line, longestLine))
    .filter((line) => line !== '')
    .join('\n');
}
