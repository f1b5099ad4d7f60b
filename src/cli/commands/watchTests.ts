import { type FSWatcher, watch } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { readTestText } from '../../core/chatTest/readTestText.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalText } from '../terminalText.ts';
import { UsageError } from '../usageError.ts';

/** An editor writes a file in several steps. */
const settleMs = 150;

interface WatchedTests {
  /** Every test file that is meant, as of now. */
  readonly find: () => Promise<readonly string[]>;
  /** What the runs write themselves. */
  readonly reports: readonly string[];
  readonly surroundings: Pick<Surroundings, 'folder' | 'readFile' | 'signal' | 'writeError'>;
  readonly run: (files: readonly string[]) => Promise<ExitCode>;
  readonly say: (text: string) => void;
}

/**
 * Runs the tests, and again what a change of a test file touches, until Ctrl+C: the file itself, one that is new in a
 * folder of tests, and every test beside a `.csv` or `.json` file that it names.
 */
export async function watchTests({ find, reports, surroundings, run, say }: WatchedTests): Promise<ExitCode> {
  const { signal, writeError } = surroundings;
  const written = new Set(reports);
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  const watchers = new Map<string, FSWatcher>();
  let files = await find();
  watchFolders();

  function watchFolders(): void {
    for (const folder of new Set(files.map((file) => path.dirname(file)))) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, { signal }, (_event, name) => {
        const file = path.join(folder, name ?? '');
        if (name === null || name.startsWith('.') || written.has(file)) return;
        if (!files.includes(file) && !/\.(?:csv|json|polyai\.ya?ml)$/i.test(name)) return;
        changed.add(file);
        wake();
      });
      watchers.set(
        folder,
        watcher.on('error', () => undefined),
      );
    }
  }

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
    say('\nWaiting for a change. Ctrl+C ends.\n');
    while (!signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- runs follow each other
      await nextChange();
      if (signal.aborted) break;
      const known = new Set(files);
      const names = new Set(changed);
      changed.clear();
      // One that a word names may be gone for a moment while it is written.
      // oxlint-disable-next-line no-await-in-loop -- as above
      files = await find().catch(() => files);
      watchFolders();
      // oxlint-disable-next-line no-await-in-loop -- as above
      const chosen = await touchedBy(names, known);
      if (chosen.length === 0) continue;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await runSafely(chosen);
      say('\nWaiting for a change. Ctrl+C ends.\n');
    }
  } finally {
    for (const watcher of watchers.values()) watcher.close();
  }
  return exitCodes.interrupted;

  async function nextChange(): Promise<void> {
    await new Promise<void>((resolve) => {
      wake = () => setTimeout(resolve, settleMs);
      if (changed.size > 0) wake();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** The tests that a change of these files can change; one that is gone is none. */
  async function touchedBy(
    names: ReadonlySet<string>,
    known: ReadonlySet<string>,
  ): Promise<readonly string[]> {
    const touched = await Promise.all(
      files.map(async (file) => {
        const isThere = await access(file).then(
          () => true,
          () => false,
        );
        if (!isThere || names.has(file) || !known.has(file)) return isThere;
        const source = await readTestText(file, surroundings.folder, surroundings.readFile);
        return [...names].some(
          (one) =>
            path.dirname(one) === path.dirname(file) &&
            typeof source === 'string' &&
            source.includes(path.basename(one)),
        );
      }),
    );
    return files.filter((_, index) => touched[index]);
  }
}
