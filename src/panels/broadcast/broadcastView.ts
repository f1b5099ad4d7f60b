import * as l10n from '@vscode/l10n';
import { toHumanError, toSentences } from '../../core/common/humanError.ts';
import { isLive } from '../../core/connection/connection.ts';
import { regionLabel } from '../../core/connection/validateConnection.ts';
import type { Broadcast, BroadcastColumn } from '../../core/conversation/broadcast.ts';
import { type CellMark, type RowComparer, toRowTurns } from '../../core/conversation/broadcastRows.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import { medianLatencyMs } from '../../core/conversation/conversationFigures.ts';
import { isOver } from '../../core/conversation/transitions.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { environmentLabel } from '../../core/wording/plainText.ts';
import { toStateText } from '../../core/wording/stateText.ts';
import type { BroadcastHead, CellView, ColumnView, RowView } from '../../protocol/broadcast.ts';
import { toComposerLock } from '../conversation/composerLock.ts';
import { toLongText } from '../conversation/longText.ts';
import { type ExplainTurn, toTurnView } from '../conversation/turnView.ts';

/** A broadcast as it stands, each conversation looked up once. */
export interface BroadcastSnapshot {
  readonly broadcast: Broadcast;
  readonly columns: readonly SnapshotColumn[];
  readonly rowCount: number;
  /** The place of the column that the others are compared with. */
  readonly reference: number;
}

interface SnapshotColumn {
  readonly column: BroadcastColumn;
  readonly conversation: Conversation | undefined;
  readonly turns: readonly Turn[];
  readonly isOver: boolean;
  /** Where the next message goes. */
  readonly isLive: boolean;
}

export function toSnapshot(broadcast: Broadcast, referenceKey: number): BroadcastSnapshot {
  const columns = broadcast.columns.map((column): SnapshotColumn => {
    const conversation = broadcast.conversationOf(column);
    return {
      column,
      conversation,
      turns: conversation ? toRowTurns(conversation) : [],
      // One that never came to be can be created again.
      isOver: conversation?.conversationId !== undefined && isOver(conversation.state),
      isLive: isLive(broadcast.connectionOf(column)),
    };
  });
  const reference = columns.findIndex(({ column }) => column.key === referenceKey);
  return {
    broadcast,
    columns,
    rowCount: broadcast.messages.length + 1,
    reference: Math.max(0, reference),
  };
}

export function toRowView(
  { columns, reference }: BroadcastSnapshot,
  index: number,
  compare: RowComparer,
  explain: ExplainTurn,
): RowView {
  const marks = markRow({ columns, reference }, index, compare);
  const user = columns.find(({ turns }) => turns[index]?.userText)?.turns[index]?.userText;
  return {
    index,
    user: user === undefined ? undefined : toLongText(user),
    cells: columns.map((column, place) => toCellView(column, index, marks[place], explain)),
  };
}

function markRow(
  { columns, reference }: Pick<BroadcastSnapshot, 'columns' | 'reference'>,
  index: number,
  compare: RowComparer,
) {
  const cells = columns.map(({ conversation, turns }) => {
    const turn = turns[index];
    return turn && conversation && { turn, conversation };
  });
  return compare.mark(cells, reference);
}

function toCellView(
  { column, conversation, turns, isOver: ended }: SnapshotColumn,
  index: number,
  mark: CellMark | undefined,
  explain: ExplainTurn,
): CellView | undefined {
  const isWaiting = column.waitingSinceMs !== undefined;
  const turn = turns[index];
  if (!turn || !conversation) {
    if (ended) return undefined;
    // What failed is decided about where it failed.
    const isNext = index === turns.length && (turns.at(-1)?.state ?? 'answered') === 'answered';
    if (isWaiting || !isNext) return { state: isWaiting && isNext ? 'waiting' : 'unsaid' };
    const again = index === 0 ? l10n.t('Create Chat') : l10n.t('Send');
    return column.problem === undefined
      ? { state: 'unsaid', again }
      : { state: 'failed', note: toSentences(toHumanError(column.problem)), again };
  }
  const view = toTurnView(conversation, turn, explain, Date.now());
  const { agent, note, failure, latencyMs, elapsedMs } = view;
  const isNotCreated = turn.kind === 'create' && conversation.conversationId === undefined;
  const again = isNotCreated
    ? l10n.t('Create Again')
    : failure?.actions.find(({ action }) => action === 'sendAgain')?.title;
  return {
    state: turn.state === 'pending' ? 'waiting' : turn.state,
    agent,
    note: failure ? toSentences(failure) : note,
    latencyMs,
    elapsedMs,
    mark,
    again: failure && !isWaiting ? again : undefined,
  };
}

export function toHead(snapshot: BroadcastSnapshot, compare: RowComparer): BroadcastHead {
  const { columns, broadcast, rowCount } = snapshot;
  const { names, common } = toNames(columns.map(({ column }) => column));
  const waiting = columns.flatMap(({ column }) => column.waitingSinceMs ?? []);
  const going = columns.filter(({ column }) => broadcast.goesOn(column));
  const isWaiting = ({ column }: SnapshotColumn) => column.waitingSinceMs !== undefined;
  return {
    ids: columns.map(({ column }) => column.id),
    common,
    columns: columns.map((column, place) => toColumnView(column, names[place] ?? '')),
    reference: columns[snapshot.reference]?.column.key ?? -1,
    summary: toSummary(snapshot, compare),
    rowCount,
    waitingMs: waiting.length === 0 ? undefined : performance.now() - Math.min(...waiting),
    isBusy: going.length > 0 && going.every(isWaiting),
    openCount: columns.filter(isOpen).length,
    lock: going.length > 0 || waiting.length > 0 ? undefined : toLock(columns),
  };
}

function isOpen({ conversation, isOver: ended }: SnapshotColumn): boolean {
  return conversation?.conversationId !== undefined && !ended;
}

function toColumnView(snapshot: SnapshotColumn, name: string): ColumnView {
  const { column, conversation } = snapshot;
  return {
    key: column.key,
    name,
    isLive: snapshot.isLive,
    state: conversation?.state ?? 'creating',
    stateText:
      conversation || column.waitingSinceMs !== undefined
        ? toStateText(conversation ?? { state: 'creating' })
        : l10n.t('not created'),
    end:
      isOver(conversation?.state ?? 'open') && conversation
        ? toComposerLock(conversation)?.sentence
        : undefined,
    p50Ms: conversation && medianLatencyMs(conversation),
    isOpen: isOpen(snapshot),
  };
}

function toLock(columns: readonly SnapshotColumn[]): string {
  if (columns.length === 0) return l10n.t('Every conversation was taken out of the grid.');
  return columns.every(({ isOver: ended }) => ended)
    ? l10n.t('Every conversation here is over.')
    : l10n.t('Every conversation is over or waits for you: press its button, or take it out.');
}

/** What became of the last row, in one sentence. */
function toSummary(snapshot: BroadcastSnapshot, compare: RowComparer): string {
  const { columns, rowCount } = snapshot;
  const last = rowCount - 1;
  const asked = columns.filter(({ turns, isOver: ended }) => turns[last] !== undefined || !ended);
  const states = asked.map(({ turns }) => turns[last]?.state);
  const answered = states.filter((state) => state === 'answered').length;
  const failed = states.filter((state) => state === 'failed' || state === 'unknown').length;
  const differing = markRow(snapshot, last, compare).filter((mark) => mark === 'differs').length;
  return [
    l10n.t('{0} of {1} answered', answered, asked.length),
    differing === 0 ? '' : differing === 1 ? l10n.t('1 differs') : l10n.t('{0} differ', differing),
    failed === 0 ? '' : l10n.t('{0} failed', failed),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

type Named = Pick<BroadcastColumn, 'connection' | 'parameters' | 'shown'>;

/** What tells targets apart, one word for each thing in which they differ. */
const axes: readonly (({ connection, parameters }: Named) => string)[] = [
  ({ connection }) => toVisibleLine(connection.name, 40),
  ({ connection }) => (connection.environment === 'other' ? '' : environmentLabel(connection.environment)),
  ({ connection }) => toVisibleLine(regionLabel(connection.region), 40),
  ({ parameters }) => toVisibleLine(parameters.variantId ?? '', 40),
  ({ parameters }) => toLanguages(parameters),
  ({ parameters }) => toVisibleLine(parameters.channel ?? '', 40),
];

/** What stands for one that has no such word, in the order of the axes. */
const namesOfNone = () => [
  '',
  environmentLabel('other'),
  '',
  l10n.t('default variant'),
  l10n.t('default language'),
  l10n.t('default channel'),
];

function toLanguages({ asrLangCode = '', ttsLangCode = '' }: Named['parameters']): string {
  const codes = asrLangCode === ttsLangCode ? [asrLangCode] : [asrLangCode, ttsLangCode];
  return codes.map((code) => toVisibleLine(code, 20)).join('/');
}

/** The name of each target without what all have in common, and that once. */
export function toNames(targets: readonly Named[]): {
  readonly names: readonly string[];
  readonly common: string;
} {
  const shown = targets.map((target) => ({ ...target, parameters: target.shown ?? target.parameters }));
  const words = axes.map((axis) => shown.map(axis));
  const differs = words.map((values) => new Set(values).size > 1);
  // Where an agent is reached is said only when nothing else tells the connections apart.
  if (differs[0]) {
    const isTold = new Set(targets.map((_, at) => `${words[0]?.[at]}\n${words[1]?.[at]}`)).size;
    const all = new Set(targets.map(({ connection }) => connection.id)).size;
    if (isTold === all) differs[2] = false;
  }
  const none = namesOfNone();
  const names = targets.map((target, at) => {
    const own = words.flatMap((values, axis) => (differs[axis] ? values[at] || (none[axis] ?? '') : []));
    return own.length === 0 ? toVisibleLine(target.connection.name, 40) : own.join(' · ');
  });
  const common = words.flatMap((values) => (new Set(values).size === 1 && values[0] ? values[0] : []));
  return { names, common: common.join(' · ') };
}
