import * as l10n from '@vscode/l10n';
import type { ConversationComparison } from '../conversation/compareConversations.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import { countTurns, medianLatencyMs } from '../conversation/conversationFigures.ts';
import { normaliseText, type Normalisable } from '../conversation/normaliseText.ts';
import { explainTurnError, toTurnText } from '../conversation/turnText.ts';
import { fenceAround } from '../text/fence.ts';
import { toIndentedLines, toVisibleLine } from '../text/visibleText.ts';
import { toParameterRows } from './parameterRows.ts';
import { toStateText } from './stateText.ts';

export interface ComparisonTextOptions {
  readonly ignored?: readonly Normalisable[] | undefined;
  /** For the date, as in `de` or `en-GB`; the system's when undefined. */
  readonly locale?: string | undefined;
}

/** One of the two, as far as its document says it: a recorded reply of a test has no more than that. */
export type ComparedConversation = Pick<
  Conversation,
  'turns' | 'connection' | 'parameters' | 'state' | 'createdAt' | 'conversationId' | 'handoff'
>;

/**
 * The two documents for a diff editor. Each turn has a line of its own that is the same in both, so that an editor
 * that knows nothing of turns puts them side by side; where one side has no such turn, it says so.
 */
export function toComparisonTexts(
  left: ComparedConversation,
  right: ComparedConversation,
  { turns }: ConversationComparison,
  options: ComparisonTextOptions = {},
): { readonly left: string; readonly right: string } {
  const header = toHeaderLines(left, right, options.locale);
  const toText = (conversation: ComparedConversation, side: 'left' | 'right') => {
    const lines = turns.flatMap((turn, index) => [
      '',
      toRule(index + 1),
      ...toTurnLines(conversation, turn[side], options.ignored ?? []),
    ]);
    return `${[...header, ...lines].join('\n')}\n`;
  };
  return { left: toText(left, 'left'), right: toText(right, 'right') };
}

/** "3 of 8 turns differ", "1 of 8 turns differs". */
export function toDifferenceSentence(differing: number, total: number): string {
  if (differing === 0) return l10n.t('no turn differs');
  return differing === 1
    ? l10n.t('1 of {0} turns differs', total)
    : l10n.t('{0} of {1} turns differ', differing, total);
}

function toRule(place: number): string {
  return `── ${l10n.t('Turn {0}', place)} ──`;
}

/**
 * The facts of both, the same lines in both documents: when they were held always differs, and only a turn that differs
 * shall be marked and gone to.
 */
function toHeaderLines(
  left: ComparedConversation,
  right: ComparedConversation,
  locale: string | undefined,
): string[] {
  const [ours, theirs] = [toFacts(left, locale), toFacts(right, locale)];
  const labels = [...new Set([...ours.keys(), ...theirs.keys()])];
  const width = Math.max(...labels.map((label) => label.length)) + 2;
  return labels.map((label) => {
    const [a, b] = [ours, theirs].map((facts) => toVisibleLine(facts.get(label) ?? '') || '–');
    return `${label.padEnd(width)}${a === b ? a : `${a} ↔ ${b}`}`;
  });
}

function toFacts(
  conversation: ComparedConversation,
  locale: string | undefined,
): ReadonlyMap<string, string> {
  const { connection, conversationId, createdAt, parameters } = conversation;
  const medianMs = medianLatencyMs(conversation);
  return new Map([
    [l10n.t('Connection'), connection.connectionName],
    [l10n.t('Conversation'), conversationId ?? l10n.t('no id was received')],
    [l10n.t('State'), toStateText(conversation)],
    [
      l10n.t('Started'),
      new Date(createdAt).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' }),
    ],
    [l10n.t('Turns'), String(countTurns(conversation))],
    [l10n.t('Median latency'), medianMs === undefined ? '' : l10n.t('{0} ms', Math.round(medianMs))],
    ...toParameterRows(parameters),
  ]);
}

function toTurnLines(
  conversation: ComparedConversation,
  turn: Turn | undefined,
  ignored: readonly Normalisable[],
): string[] {
  if (turn === undefined) return [l10n.t('(no such turn)')];
  const { user, agent, note } = toTurnText(conversation, turn, explainTurnError);
  const width = Math.max(l10n.t('You').length, l10n.t('Agent').length) + 3;
  const said = (label: string, text: string | undefined) =>
    text === undefined ? [] : toIndentedLines(normaliseText(text, ignored), label.padEnd(width));
  return [...said(l10n.t('You'), user), ...said(l10n.t('Agent'), agent), ...said('', note)];
}

/** For a pull request: what differs, and a table of the figures. Nothing in it that a conversation said is markup. */
export function toComparisonMarkdown(
  left: ComparedConversation,
  right: ComparedConversation,
  { turns, differing }: ConversationComparison,
  options: ComparisonTextOptions = {},
): string {
  const texts = (turn: Turn | undefined, conversation: ComparedConversation, sign: string) =>
    toTurnLines(conversation, turn, options.ignored ?? []).map((line) => `${sign} ${line}`.trimEnd());
  const changed = turns.flatMap((turn, index) =>
    turn.difference === 'none'
      ? []
      : [
          `@@ ${l10n.t('Turn {0}', index + 1)} @@`,
          ...toDiffLines(texts(turn.left, left, '-'), texts(turn.right, right, '+')),
        ],
  );
  const header = toHeaderLines(left, right, options.locale).map((line) => `  ${line}`);
  const block = [...header, ...changed];
  const fence = fenceAround(block.join('\n'));
  return [
    `**${l10n.t('Comparison of two conversations')}**: ${toDifferenceSentence(differing, turns.length)}`,
    '',
    `${fence}diff`,
    ...block,
    fence,
    '',
  ].join('\n');
}

/** What both sides say is said once. */
function toDiffLines(left: readonly string[], right: readonly string[]): string[] {
  const [ofLeft, ofRight] = [left, right].map((lines) => new Set(lines.map((line) => line.slice(1))));
  return [
    ...left.map((line) => (ofRight?.has(line.slice(1)) === true ? ` ${line.slice(1)}` : line)),
    ...right.filter((line) => ofLeft?.has(line.slice(1)) !== true),
  ];
}
