import path from 'node:path';
import { createRedactor, maskedTexts } from '../../core/common/redaction.ts';
import { openHistoryWriter } from '../../core/history/historyWriter.ts';
import { importHistory } from '../../core/history/import/importHistory.ts';
import { openImportFile } from '../../core/history/import/openImportFile.ts';
import { toImportCounts, toImportEnd, toImportNotes } from '../../core/wording/importText.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { toPrintedJson } from '../logCommands.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';
import { UsageError } from '../usageError.ts';

export interface ImportFlags {
  /** Nothing is added. */
  readonly isSurvey: boolean;
  readonly json: boolean;
}

/** What is to be masked wherever it stands: all that is known of secrets here. */
export function maskOf({ env }: Pick<Surroundings, 'env'>): <T>(value: T) => T {
  const redact = createRedactor([env['POLYAI_API_KEY'], env['POLYAI_TOKEN']]);
  return (value) => maskedTexts(value, redact);
}

/**
 * Adds the conversations of files to a history. Which connections a person has is the editor's to know, so that here
 * none goes on: an open one is read-only.
 */
export async function importFiles(
  historyFile: string,
  files: readonly string[],
  surroundings: Surroundings,
  { isSurvey, json }: ImportFlags,
): Promise<ExitCode> {
  if (files.length === 0) throw new UsageError('import needs the files to import.');
  const { folder, signal, writeOut, writeError } = surroundings;
  const opened = await Promise.all(files.map((file) => openImportFile(path.resolve(folder, file))));
  const parts = openHistoryWriter(historyFile);
  let exitCode: ExitCode = exitCodes.ok;
  try {
    for (const [index, file] of opened.entries()) {
      if (signal.aborted) return exitCodes.interrupted;
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they were named
      const result = await importHistory(file, {
        parts,
        findOwn: () => undefined,
        mask: maskOf(surroundings),
        isSurvey,
        signal,
      });
      const { added, same, differs, unreadable, problems, isComplete, failure } = result;
      const name = toTerminalLine(files[index] ?? '');
      if (json) {
        const counts = { added, already_here: same, differing: differs, unreadable };
        const line = JSON.stringify({ file: files[index], ...counts, problems, complete: isComplete });
        writeOut(`${toPrintedJson(line)}\n`);
      } else {
        writeOut(`${name}: ${toImportCounts(result)}\n`);
        for (const note of toImportNotes(result, problems.length)) writeError(`${name}: ${note}\n`);
      }
      if (failure) throw new UsageError(toImportEnd(result), failure.remedy);
      if (!isComplete) {
        writeError(`${toImportEnd(result)}\n`);
        return exitCodes.interrupted;
      }
      if (added + same + differs === 0) exitCode = exitCodes.usage;
      else if (unreadable + differs > 0 && exitCode === exitCodes.ok) exitCode = exitCodes.incomplete;
    }
  } finally {
    parts.dispose();
  }
  return exitCode;
}
