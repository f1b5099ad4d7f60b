import * as l10n from '@vscode/l10n';
import { membersOfJson } from '../common/jsonText.ts';
import { isStandIn } from '../connection/connection.ts';
import { regionLabel } from '../connection/validateConnection.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import { toParameterRows } from './parameterRows.ts';
import { toStateText } from './stateText.ts';
import { explainTurnError, toTurnText, type ExplainTurnError } from '../conversation/turnText.ts';
import { toIndentedLines, toVisibleLine } from '../text/visibleText.ts';

/**
 * The whole conversation: plain text, one turn under the other, nothing in it but what happened, the latency before
 * what the agent said, so that it is seen at every width.
 */
export function toTranscript(
  conversation: Conversation,
  options: {
    readonly explain?: ExplainTurnError | undefined;
    /** For the date, as in `de` or `en-GB`; the system's when undefined. */
    readonly locale?: string | undefined;
    /** For the clipboard: what was said is as it was received, with what is written out on the screen. */
    readonly asReceived?: boolean | undefined;
  } = {},
): string {
  const { explain = explainTurnError, locale, asReceived = false } = options;
  const width = conversation.turns.reduce(
    (most, { latencyMs }) => Math.max(most, toLatency(latencyMs).length),
    0,
  );
  const toLinesOf = createLines({ latencyWidth: width === 0 ? 0 : width + 3, asReceived });
  const turns = conversation.turns.flatMap((turn) => toLinesOf(conversation, turn, explain));
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
      ...toParameterLines(conversation.parameters).map(
        (line, index) => [index === 0 ? l10n.t('Parameters') : '', line] as const,
      ),
    ]),
  ];
}

function toTable(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]) => label.padEnd(width) + value);
}

/** Each attribute has a line of its own. */
function toParameterLines(parameters: Conversation['parameters']): string[] {
  const { integrationAttributes } = parameters;
  const attributes =
    integrationAttributes === undefined ? [] : Array.from(membersOfJson(integrationAttributes)).map(toPair);
  return toTable(toParameterRows(parameters)).flatMap((line) =>
    attributes.length > 0 && line.startsWith('integration_attributes')
      ? ['integration_attributes', ...toTable(attributes).map((attribute) => `  ${attribute}`)]
      : [line],
  );
}

function toPair([name, value]: readonly [string, string]): readonly [string, string] {
  return [toVisibleLine(name), toVisibleLine(value)];
}

function createLines(layout: { readonly latencyWidth: number; readonly asReceived: boolean }) {
  const { latencyWidth, asReceived } = layout;
  const labels = { user: l10n.t('You'), agent: l10n.t('Agent'), note: '' };
  const width = Math.max(labels.user.length, labels.agent.length) + 3;
  const said = (label: string, text: string | undefined, latencyMs?: number) => {
    const prefix = `  ${label.padEnd(width)}${toLatency(latencyMs).padEnd(latencyWidth)}`;
    return text === undefined ? [] : toIndentedLines(text, prefix, { asReceived });
  };
  return (conversation: Conversation, turn: Turn, explain: ExplainTurnError): string[] => {
    const { user, agent, note } = toTurnText(conversation, turn, explain);
    const correlation =
      turn.correlationId === undefined || turn.state === 'answered'
        ? undefined
        : l10n.t('Correlation id: {0}', toVisibleLine(turn.correlationId));
    return [
      ...said(labels.user, user),
      ...said(labels.agent, agent, turn.latencyMs),
      ...said(labels.note, note, agent === undefined ? turn.latencyMs : undefined),
      ...said(labels.note, correlation),
    ];
  };
}

function toLatency(latencyMs: number | undefined): string {
  return latencyMs === undefined ? '' : l10n.t('{0} ms', Math.round(latencyMs));
}
