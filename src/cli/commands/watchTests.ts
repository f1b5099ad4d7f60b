import { existsSync, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { readTestText } from '../../core/chatTest/readTestText.ts';
import { isBesideTest } from '../../core/chatTest/rowsFileName.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalText } from '../terminalText.ts';
import { UsageError } from '../usageError.ts';

/** An editor writes a file in several steps. */
const settleMs = 150;

interface WatchedTests {
  /** Every test file that is meant, as of now. */
  readonly find: () => Promise<readonly string[]>;
  readonly surroundings: Pick<Surroundings, 'folder' | 'readFile' | 'signal' | 'writeError'>;
  readonly run: (files: readonly string[]) => Promise<ExitCode>;
  readonly say: (text: string) => void;
}

/**
 * Runs the tests, and again what a change of a test file touches, until Ctrl+C: the file itself, one that is new in a
 * folder of tests, and the tests that take their rows from it.
 */
export async function watchTests({ find, surroundings, run, say }: WatchedTests): Promise<ExitCode> {
  const { signal, writeError } = surroundings;
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  const watchers = new Map<string, FSWatcher>();
  let files = await find();
  let rows = await readRows();
  watchFolders();

  function watchFolders(): void {
    for (const folder of new Set([...files, ...rows.values()].map((file) => path.dirname(file)))) {
      if (watchers.has(folder)) continue;
      const noteChange = (_event: unknown, name: string | null): void => {
        const file = path.join(folder, name ?? '');
        const isRows = [...rows.values()].includes(file);
        if (!isRows && !files.includes(file) && !/^[^.].*\.polyai\.ya?ml$/i.test(name ?? '')) return;
        changed.add(file);
        wake();
      };
      try {
        watchers.set(
          folder,
          watch(folder, { signal }, noteChange).on('error', () => undefined),
        );
      } catch {
        // A folder of rows that is not there: its test says so.
      }
    }
  }

  /** Where each test has its rows from, if from a file. */
  async function readRows(): Promise<ReadonlyMap<string, string>> {
    const found = await Promise.all(
      files.map(async (file) => {
        const source = await readTestText(file, surroundings.folder, surroundings.readFile);
        const named = /^rows:[ \t]*["']?(?<name>[^"'\n]+?\.(?:csv|json))\b/im;
        const name = typeof source === 'string' ? named.exec(source)?.groups?.['name'] : undefined;
        if (name === undefined || !isBesideTest(name)) return [];
        return [[file, path.resolve(path.dirname(file), name)] as const];
      }),
    );
    return new Map(found.flat());
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
      // oxlint-disable-next-line no-await-in-loop -- as above
      files = await find().catch(() => files);
      // oxlint-disable-next-line no-await-in-loop -- as above
      rows = await readRows();
      watchFolders();
      const touched = files.filter(
        (file) => !known.has(file) || [file, rows.get(file) ?? file].some((one) => names.has(one)),
      );
      // One that a word names may be gone.
      const chosen = touched.filter((file) => existsSync(file));
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
}
