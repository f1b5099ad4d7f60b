import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import { createFindOwnConnection } from '../../core/history/import/findOwnConnection.ts';
import {
  importHistory,
  type ImportFile,
  type ImportResult,
} from '../../core/history/import/importHistory.ts';
import { openImportFile } from '../../core/history/import/openImportFile.ts';
import { toKeptFrom } from '../../core/history/retention.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { toImportCounts, toImportEnd, toImportNotes } from '../../core/wording/importText.ts';
import { askInDialog, noteInStatusBar } from '../asking/notifications.ts';
import { withSlowProgress } from '../asking/progress.ts';
import type { TransferCommandDeps } from './transferCommands.ts';
import { pathOf, usualFolder } from './transferFiles.ts';

/** Says what a file holds before it adds anything. */
export async function importFromFile(deps: TransferCommandDeps): Promise<void> {
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
      findOwn: createFindOwnConnection(deps.connections),
      mask: (value) => deps.mask(value),
      isSurvey,
      keptFrom: toKeptFrom(deps.retentionDays(), Date.now()),
      signal,
      report: (count, read) =>
        report(`${count.toLocaleString(vscode.env.language)} (${Math.floor(read * 100)} %)`),
    }),
  );
}
