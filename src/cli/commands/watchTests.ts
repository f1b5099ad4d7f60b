import { watch } from 'node:fs';
import path from 'node:path';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalText } from '../terminalText.ts';
import { UsageError } from '../usageError.ts';

/** An editor writes a file in several steps. */
const settleMs = 150;

/**
 * Runs the tests, and again what a change of a test file touches, until Ctrl+C. A file beside a test (its rows) counts as
 * a change of every test in its folder.
 */
export async function watchTests({
  files,
  surroundings,
  run,
}: {
  readonly files: readonly string[];
  readonly options: unknown;
  readonly surroundings: Surroundings;
  readonly run: (files: readonly string[]) => Promise<ExitCode>;
}): Promise<ExitCode> {
  const { signal, writeError, writeOut } = surroundings;
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  const folders = [...new Set(files.map((file) => path.dirname(file)))];
  const watchers = folders.map((folder) =>
    watch(folder, { persistent: true, signal }, (_event, name) => {
      if (name === null || name.startsWith('.')) return;
      const file = path.join(folder, name);
      if (files.includes(file)) changed.add(file);
      else if (/\.(?:csv|json)$/i.test(name)) {
        for (const other of files) if (path.dirname(other) === folder) changed.add(other);
      }
      if (changed.size > 0) wake();
    }).on('error', () => undefined),
  );

  const runSafely = async (chosen: readonly string[]): Promise<void> => {
    try {
      await run(chosen);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      writeError(`${[error.message, error.remedy ?? ''].map(toTerminalText).join(' ').trim()}\n`);
    }
  };
  try {
    await runSafely(files);
    while (!signal.aborted) {
      writeOut('\nWaiting for a change. Ctrl+C ends.\n');
      // oxlint-disable-next-line no-await-in-loop -- runs follow each other
      await nextChange();
      if (signal.aborted) break;
      const chosen = files.filter((file) => changed.has(file));
      changed.clear();
      // oxlint-disable-next-line no-await-in-loop -- as above
      await runSafely(chosen);
    }
  } finally {
    for (const watcher of watchers) watcher.close();
  }
  return exitCodes.interrupted;

  async function nextChange(): Promise<void> {
    await new Promise<void>((resolve) => {
      wake = () => setTimeout(resolve, settleMs);
      if (changed.size > 0) wake();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
