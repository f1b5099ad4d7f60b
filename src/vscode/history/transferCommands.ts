import { homedir } from 'node:os';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import { toLocalDate } from '../../core/common/localDate.ts';
import { runSteps, type Step, type StepAnswer, type StepPosition } from '../../core/common/runSteps.ts';
import { isStandIn } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { replaceInPieces } from '../../core/files/replaceInPieces.ts';
import { exportConversations } from '../../core/history/export/exportConversations.ts';
import type { ExportedPart } from '../../core/history/export/exportedConversation.ts';
import {
  type ExportFormat,
  exportFormats,
  type ExportFormatName,
} from '../../core/history/export/exportFormats.ts';
import type { History } from '../../core/history/history.ts';
import type { FindOwnConnection } from '../../core/history/import/adopt.ts';
import {
  importHistory,
  type ImportFile,
  type ImportResult,
} from '../../core/history/import/importHistory.ts';
import { openImportFile } from '../../core/history/import/openImportFile.ts';
import { toKeptFrom } from '../../core/history/retention.ts';
import { parseSearchQuery } from '../../core/history/search/searchQuery.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { toImportCounts, toImportEnd, toImportNotes } from '../../core/wording/importText.ts';
import { askInDialog, noteInStatusBar } from '../asking/notifications.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { askChoice, type Choice } from '../asking/questions.ts';
import { conversationIdOf, type CommandHandlers } from '../commands/commands.ts';
import type { HistoryView } from './historyView.ts';

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

type Scope = 'all' | 'filter' | 'selected';

interface ExportDraft {
  readonly scope?: Scope | undefined;
  readonly format?: ExportFormatName | undefined;
  readonly withoutMessages?: boolean | undefined;
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
  const scopes: Choice<Scope>[] = [
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
  const draft = await runSteps<ExportDraft>(
    [
      {
        ...step(() => scopes, 'scope', l10n.t('Which conversations?')),
        isNeeded: () => rows.length === 0 && scopes.length > 1,
      },
      step(formats, 'format', l10n.t('In which format?')),
      step(texts, 'withoutMessages', l10n.t('With what was said?')),
    ],
    rows.length > 0 ? { scope: 'selected' } : {},
  );
  if (draft === undefined) return;
  const { scope = 'all', format: name = 'jsonl', withoutMessages = false } = draft;
  const file = await chooseFile(name);
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

function step<Key extends keyof ExportDraft>(
  choices: () => readonly Choice<NonNullable<ExportDraft[Key]>>[],
  key: Key,
  placeholder: string,
): Step<ExportDraft> {
  return {
    isNeeded: () => true,
    async ask(draft: ExportDraft, position: StepPosition): Promise<StepAnswer<ExportDraft>> {
      const title = l10n.t('Export History');
      const answer = await askChoice(
        { title, placeholder, choices: choices(), active: draft[key] },
        position,
      );
      if (answer.kind === 'next') return { kind: 'next', draft: { ...draft, [key]: answer.value } };
      return answer.kind === 'back' ? { kind: 'back', draft } : answer;
    },
  };
}

const endings: Readonly<Record<ExportFormatName, string>> = {
  jsonl: 'jsonl',
  markdown: 'md',
  csv: 'csv',
  html: 'html',
};

function formats(): readonly Choice<ExportFormatName>[] {
  const words: Readonly<Record<ExportFormatName, string>> = {
    jsonl: l10n.t('complete, can be imported again'),
    markdown: l10n.t('for people and pull requests'),
    csv: l10n.t('a line for each turn, for spreadsheets'),
    html: l10n.t('one page, for people'),
  };
  const names: Readonly<Record<ExportFormatName, string>> = {
    jsonl: 'JSON Lines',
    markdown: 'Markdown',
    csv: 'CSV',
    html: 'HTML',
  };
  return (Object.keys(exportFormats) as ExportFormatName[]).map((value) => ({
    label: names[value],
    description: words[value],
    value,
  }));
}

function texts(): readonly Choice<boolean>[] {
  return [
    { label: l10n.t('With what was said'), value: false },
    {
      label: l10n.t('Without what was said'),
      description: l10n.t('only when, how long and how it ended'),
      value: true,
    },
  ];
}

async function chooseFile(format: ExportFormatName): Promise<string | undefined> {
  const ending = endings[format];
  const chosen = await vscode.window.showSaveDialog({
    title: l10n.t('Export History'),
    defaultUri: vscode.Uri.joinPath(usualFolder(), `polyai-${toLocalDate(new Date())}.${ending}`),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  return chosen && pathOf(chosen);
}

function usualFolder(): vscode.Uri {
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
}

function pathOf(uri: vscode.Uri): string {
  if (uri.scheme === 'file') return uri.fsPath;
  throw new HumanError(l10n.t('Choose a file on the machine where the history is kept.'));
}

async function importFromFile(deps: TransferCommandDeps): Promise<void> {
  const title = l10n.t('Import History');
  const [uri] =
    (await vscode.window.showOpenDialog({ title, defaultUri: usualFolder(), openLabel: l10n.t('Import') })) ??
    [];
  if (uri === undefined) return;
  const file = await openImportFile(pathOf(uri));
  const name = toVisibleLine(path.basename(uri.fsPath), 60);
  const found = await run(deps, file, l10n.t('Reading {0}', name), true);
  if (!found.isComplete) return;
  const detail = toImportNotes(found).join('\n');
  const counts = `${name}: ${toImportCounts(found, vscode.env.language)}.`;
  if (found.added === 0 && found.unreadable === 0) return noteInStatusBar(counts);
  if (found.added === 0) throw new HumanError(counts, { remedy: toImportNotes(found, 2).join(' ') });
  const button = l10n.t('Import');
  if ((await askInDialog({ message: counts, detail }, button)) !== button) return;
  const result = await run(deps, file, l10n.t('Importing {0}', name), false);
  const end = toImportEnd(result, vscode.env.language);
  if (result.failure) throw new HumanError(end, { remedy: result.failure.remedy, cause: result.failure });
  noteInStatusBar(end);
}

function run(
  deps: TransferCommandDeps,
  file: ImportFile,
  title: string,
  isSurvey: boolean,
): Promise<ImportResult> {
  return withSlowProgress(title, (signal, report) =>
    importHistory(file, {
      parts: deps.history.parts,
      findOwn: findOwn(deps.connections),
      mask: (value) => deps.mask(value),
      isSurvey,
      keptFrom: toKeptFrom(deps.retentionDays(), Date.now()),
      signal,
      report: (count, read) => report(`${numberOf(count)} (${Math.floor(read * 100)} %)`),
    }),
  );
}

/** One that leads to the very same agent. The stand-in agent of a conversation is gone, whichever it was. */
function findOwn(connections: Pick<ConnectionStore, 'list'>): FindOwnConnection {
  const list = connections.list();
  return (snapshot) => {
    if (isStandIn(snapshot)) return list.find(isStandIn);
    const same = list.filter(
      ({ region, accountId, projectId, environment }) =>
        region === snapshot.region &&
        accountId === snapshot.accountId &&
        projectId === snapshot.projectId &&
        environment === snapshot.environment,
    );
    return same.find(({ id }) => id === snapshot.connectionId) ?? same[0];
  };
}

function numberOf(count: number): string {
  return count.toLocaleString(vscode.env.language);
}
