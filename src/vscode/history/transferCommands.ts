import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { replaceInPieces } from '../../core/files/replaceInPieces.ts';
import { exportConversations } from '../../core/history/export/exportConversations.ts';
import type { ExportedPart } from '../../core/history/export/exportedConversation.ts';
import { type ExportFormat, exportFormats } from '../../core/history/export/exportFormats.ts';
import type { History } from '../../core/history/history.ts';
import { parseSearchQuery } from '../../core/history/search/searchQuery.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { noteInStatusBar } from '../asking/notifications.ts';
import { withSlowProgress } from '../asking/progress.ts';
import type { Choice } from '../asking/questions.ts';
import { conversationIdOf, type CommandHandlers } from '../commands/commands.ts';
import { askExport, chooseExportFile, type ExportScope } from './exportQuestions.ts';
import type { HistoryView } from './historyView.ts';
import { importFromFile } from './importCommand.ts';

export type TransferCommands = Pick<CommandHandlers, 'polyai.exportHistory' | 'polyai.importHistory'>;

export interface TransferCommandDeps {
  readonly history: Pick<History, 'parts' | 'search' | 'count'>;
  readonly view: Pick<HistoryView, 'look' | 'selected'>;
  readonly connections: Pick<ConnectionStore, 'list'>;
  /** For how many days conversations are kept; 0 for ever. */
  readonly retentionDays: () => number;
  /** What leaves and what comes in must hold no key. Rejects with HumanError while it is not known. */
  mask<T>(value: T): Promise<T>;
}

/** Taking conversations elsewhere, as files, and back. */
export function createTransferCommands(deps: TransferCommandDeps): TransferCommands {
  return {
    'polyai.exportHistory': (argument, selected) => exportHistory(deps, argument, selected),
    'polyai.importHistory': () => importFromFile(deps),
  };
}

async function exportHistory(deps: TransferCommandDeps, argument: unknown, selected: unknown): Promise<void> {
  const { history, view } = deps;
  const { filter } = view.look;
  const given: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [argument];
  const rows = given.flatMap((row) => conversationIdOf(row) ?? []);
  // One row is selected by every click on it.
  const marked = view.selected();
  const chosen = rows.length > 0 ? rows : marked.length > 1 ? marked : [];
  const count = history.count();
  if (count === 0) throw new HumanError(l10n.t('There is no conversation in the history yet.'));
  const scopes: Choice<ExportScope>[] = [
    { label: l10n.t('All conversations'), description: String(count), value: 'all' },
    ...(filter === ''
      ? []
      : [
          {
            label: l10n.t('What the filter shows'),
            description: toVisibleLine(filter, 60),
            value: 'filter' as const,
          },
        ]),
    ...(chosen.length === 0
      ? []
      : [
          {
            label: l10n.t('The selected rows'),
            description: String(chosen.length),
            value: 'selected' as const,
          },
        ]),
  ];
  const draft = await askExport(scopes, { isChosen: rows.length > 0 });
  if (draft === undefined) return;
  const { scope = 'all', format: name = 'jsonl', withoutMessages = false } = draft;
  const file = await chooseExportFile(name);
  if (file === undefined) return;

  let exported = 0;
  const format: ExportFormat = exportFormats[name];
  const counted = {
    ...format,
    conversation: (part: ExportedPart) => {
      if (part.isLast) exported++;
      return format.conversation(part);
    },
  };
  const isWhole = await withSlowProgress(l10n.t('Exporting the history'), async (signal, report) => {
    const query = parseSearchQuery(filter, Date.now());
    const isPlain = scope === 'filter' && query.terms.length === 0;
    const ids =
      scope === 'selected' ? chosen : scope === 'all' || isPlain ? undefined : await findIds(deps, signal);
    const pieces = exportConversations(history.parts, {
      format: counted,
      withoutMessages,
      ids,
      filter: isPlain ? query.filter : {},
      mask: (value) => deps.mask(value),
    });
    return replaceInPieces(
      file,
      told(pieces, () => report(numberOf(exported))),
      signal,
    );
  });
  noteInStatusBar(
    isWhole
      ? l10n.t('Conversations exported: {0}', numberOf(exported))
      : l10n.t('The export was cancelled. No file was written.'),
  );
}

/** Oldest first, as they are written. */
async function findIds({ history, view }: TransferCommandDeps, signal: AbortSignal): Promise<string[]> {
  const search = history.search(parseSearchQuery(view.look.filter, Date.now()));
  const ids: string[] = [];
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- page by page
    const { hits, hasMore } = await search.next(500, signal);
    ids.push(...hits.map(({ conversation }) => conversation.id));
    if (!hasMore || signal.aborted) return ids.reverse();
  }
}

const tellMs = 300;

/** Says every now and then that there is more. */
async function* told(pieces: AsyncIterable<string>, tell: () => void): AsyncGenerator<string> {
  let last = performance.now();
  for await (const piece of pieces) {
    yield piece;
    if (performance.now() - last < tellMs) continue;
    last = performance.now();
    tell();
  }
}

function numberOf(count: number): string {
  return count.toLocaleString(vscode.env.language);
}
