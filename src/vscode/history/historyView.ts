import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError, toSentences } from '../../core/common/humanError.ts';
import type { ConversationSummary, History } from '../../core/history/history.ts';
import { readFocusedRow } from '../common/focusedRow.ts';
import { offerRows, takeRows, type ViewRows } from '../../core/conversation/rowsAtHand.ts';
import { createHistoryPages, type ShownConversations } from '../../core/history/historyPages.ts';
import {
  doConnectionsDiffer,
  toTreeDescription,
  toTreeLabel,
  toRowSpeech,
  type Moment,
  type RowContext,
} from '../../core/wording/historyRows.ts';
import {
  type HistoryGroup,
  type HistoryGrouping,
  toHistoryGroups,
} from '../../core/wording/historyGroups.ts';
import { toHistoryTooltip } from '../../core/wording/historyTooltip.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import type { HistoryLook } from './historyLook.ts';
import { iconOf } from './stateIcon.ts';

/** A row, and what menus hand to commands. */
export interface ConversationRow {
  readonly kind: 'conversation';
  /** Ours: `Conversation.id`. */
  readonly conversationId: string;
  readonly summary: ConversationSummary;
}

type HistoryRow =
  | ConversationRow
  | { readonly kind: 'group'; readonly group: HistoryGroup }
  | { readonly kind: 'older' }
  | { readonly kind: 'tests' };

/** What the commands need of the view. */
export interface HistoryView extends vscode.Disposable, ViewRows {
  /** Moves the focus to the row that comes after these once they are gone, so that the keyboard goes on there. */
  focusAfter(ids: readonly string[]): void;
  showOlder(): void;
  /** How it is looked at: by which grouping, and with which filter. */
  readonly look: Pick<HistoryLook, 'grouping' | 'filter'>;
  show(look: { readonly grouping?: HistoryGrouping; readonly filter?: string }): void;
  /** The number on the view's icon: how many conversations are open. */
  showBadge(badge: vscode.ViewBadge | undefined): void;
}

/** Changes that come together are drawn together. */
const coalesceMs = 100;
/** The editor waits until a view has told it nothing for 200 ms: told more often, it would draw nothing until the end. */
const redrawMs = 300;
const ageMs = 60_000;

/** The view "History". It reads the history anew for every drawing, and only while it is visible. */
export function createHistoryView(
  history: Pick<History, 'page' | 'search' | 'hasTestsAbove' | 'pinned' | 'get' | 'summary' | 'onDidChange'>,
  look: HistoryLook,
): HistoryView {
  const parts: vscode.Disposable[] = [];
  const changed = new vscode.EventEmitter<void>();
  const pages = createHistoryPages(history, Date.now);
  let showsConnection = false;
  /** As drawn last. */
  let shown: readonly ConversationSummary[] = [];
  let groups: readonly HistoryGroup[] = [];
  /** Below the heading of their day. */
  let daySaid: ReadonlySet<string> = new Set();
  /** Gets the focus with the next drawing. */
  let next: ConversationSummary | undefined;
  /** As told last. While the view is drawn anew, the editor cannot tell it. */
  let selection: readonly string[] = [];
  let redraw: NodeJS.Timeout | undefined;
  let toldAtMs = -redrawMs;
  let ageing: NodeJS.Timeout | undefined;

  /** At once when nothing is filtered, so that the first rows need no second round. */
  function readRows(): HistoryRow[] | Promise<HistoryRow[]> {
    const said = look.filter === '' ? '' : toVisibleLine(look.filter, 60);
    if (tree.description !== said) tree.description = said;
    try {
      const read = pages.read(look.filter);
      return read instanceof Promise ? read.then(toRows).catch(explain) : toRows(read);
    } catch (error) {
      return explain(error);
    }
  }

  function toRows({ conversations, hasOlder, hasTests }: ShownConversations): HistoryRow[] {
    const pinned = look.filter === '' ? history.pinned() : [];
    showsConnection = look.grouping !== 'connection' && doConnectionsDiffer(conversations);
    groups = toHistoryGroups(conversations, pinned, look.grouping, moment());
    shown = groups.flatMap((group) => group.conversations);
    const days = groups.filter(({ key }) => key.startsWith('day:'));
    daySaid = new Set(days.flatMap(({ conversations: rows }) => rows.map(({ id }) => id)));
    const isNothingFound = look.filter !== '' && shown.length === 0;
    tree.message = isNothingFound ? l10n.t('No conversation matches the filter.') : '';
    return [
      ...groups.flatMap((group): HistoryRow[] =>
        group.heading === '' ? group.conversations.map(toRow) : [{ kind: 'group', group }],
      ),
      ...(hasOlder ? [{ kind: 'older' } as const] : []),
      ...(hasTests ? [{ kind: 'tests' } as const] : []),
    ];
  }

  /** Where the rows would be: a notification for every drawing would be noise. */
  function explain(error: unknown): HistoryRow[] {
    if (!(error instanceof HumanError)) throw error;
    tree.message = toSentences(error);
    return [];
  }

  const provider: vscode.TreeDataProvider<HistoryRow> = {
    onDidChangeTreeData: changed.event,
    getChildren(row) {
      if (row === undefined) return readRows();
      return row.kind === 'group' ? row.group.conversations.map(toRow) : [];
    },
    getParent(row) {
      if (row.kind !== 'conversation') return undefined;
      const group = groups.find(({ conversations }) =>
        conversations.some(({ id }) => id === row.conversationId),
      );
      return group === undefined || group.heading === '' ? undefined : { kind: 'group', group };
    },
    getTreeItem: (row) =>
      toTreeItem(row, {
        ...moment(),
        showsConnection,
        isDaySaid: row.kind === 'conversation' && daySaid.has(row.conversationId),
      }),
    resolveTreeItem(item, row) {
      if (row.kind !== 'conversation') return item;
      const conversation = history.get(row.conversationId);
      const labels = history.summary(row.conversationId);
      if (conversation) item.tooltip = toHistoryTooltip(conversation, vscode.env.language, labels);
      return item;
    },
  };
  const tree = vscode.window.createTreeView('polyai.history', {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
  });

  const rows: ViewRows = {
    async focused() {
      const row = await readFocusedRow(tree, keyOf);
      if (row?.kind !== 'conversation') return [];
      const selected = selectedIds();
      const id = row.conversationId;
      return selected.includes(id) ? [id, ...selected.filter((one) => one !== id)] : [id];
    },
    // The editor may still name a row that was deleted.
    selected: () => (tree.visible ? selectedIds().filter((id) => history.summary(id) !== undefined) : []),
  };

  function selectedIds(): readonly string[] {
    const ids = idsOf(tree.selection);
    const told = selection.filter((id) => shown.some((row) => row.id === id));
    return ids.length < told.length ? told : ids;
  }

  offerRows(rows);

  function ageWhileVisible(): void {
    clearInterval(ageing);
    ageing = tree.visible ? setInterval(() => changed.fire(), ageMs) : undefined;
  }

  parts.push(
    changed,
    tree,
    tree.onDidChangeVisibility(ageWhileVisible),
    tree.onDidChangeSelection((event) => {
      selection = idsOf(event.selection);
      takeRows();
    }),
    history.onDidChange(() => {
      const waitMs = Math.max(coalesceMs, toldAtMs + redrawMs - performance.now());
      redraw ??= setTimeout(() => {
        redraw = undefined;
        toldAtMs = performance.now();
        changed.fire();
        if (next) void tree.reveal(toRow(next), { focus: true, select: true });
        next = undefined;
      }, waitMs);
    }),
  );
  ageWhileVisible();

  return {
    ...rows,
    focusAfter(ids) {
      const gone = new Set(ids);
      const all = shown.filter(({ id }) => !gone.has(id) || id === ids.at(-1));
      const last = all.findIndex(({ id }) => id === ids.at(-1));
      next = last < 0 ? undefined : (all[last + 1] ?? all[last - 1]);
    },
    showOlder() {
      pages.showOlder();
      changed.fire();
    },
    look,
    show(change) {
      look.change(change);
      pages.startAgain();
      changed.fire();
    },
    showBadge(badge) {
      tree.badge = badge;
    },
    dispose() {
      clearTimeout(redraw);
      clearInterval(ageing);
      vscode.Disposable.from(...parts).dispose();
    },
  };
}

function keyOf(row: HistoryRow): string {
  if (row.kind === 'conversation') return `conversation:${row.conversationId}`;
  return row.kind === 'group' ? row.group.key : row.kind;
}

function idsOf(rows: readonly HistoryRow[]): readonly string[] {
  return rows.flatMap((row) => (row.kind === 'conversation' ? row.conversationId : []));
}

function moment(): Moment {
  return { now: Date.now(), locale: vscode.env.language };
}

function toRow(summary: ConversationSummary): ConversationRow {
  return { kind: 'conversation', conversationId: summary.id, summary };
}

function toTreeItem(row: HistoryRow, context: RowContext): vscode.TreeItem {
  switch (row.kind) {
    case 'group':
      return toGroupItem(row.group);
    case 'conversation':
      return toConversationItem(row.summary, context);
    case 'older':
      return toMoreItem('older', 'chevron-down', l10n.t('Show older conversations'), {
        command: 'polyai.showOlderConversations',
      });
    case 'tests':
      return toMoreItem('tests', 'beaker', l10n.t('Show conversations of chat tests'), {
        command: 'polyai.filterHistory',
        arguments: ['is:test'],
      });
  }
}

function toGroupItem({ key, heading }: HistoryGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(heading, vscode.TreeItemCollapsibleState.Expanded);
  item.id = key;
  item.contextValue = 'group';
  return item;
}

function toConversationItem(summary: ConversationSummary, context: RowContext): vscode.TreeItem {
  const item = new vscode.TreeItem(toTreeLabel(summary, context));
  item.id = `conversation:${summary.id}`;
  item.description = toTreeDescription(summary, context);
  item.iconPath = iconOf(summary.state);
  item.contextValue = `conversation.${summary.state}`;
  item.accessibilityInformation = { label: toRowSpeech(summary, context) };
  item.command = {
    command: 'polyai.openConversation',
    title: l10n.t('Open Conversation'),
    arguments: [{ conversationId: summary.id }],
  };
  return item;
}

function toMoreItem(
  id: 'older' | 'tests',
  icon: string,
  title: string,
  command: Omit<vscode.Command, 'title'>,
): vscode.TreeItem {
  const item = new vscode.TreeItem(title);
  item.id = id;
  item.contextValue = id;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.command = { ...command, title };
  return item;
}
