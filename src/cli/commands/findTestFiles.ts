import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../usageError.ts';

/** How a test file is named. */
const testFilePattern = '**/*.polyai.{yaml,yml}';
const leftOut = ['**/node_modules/**', '**/.git/**', '**/.polyai/**'];

const options = { ignore: leftOut, followSymbolicLinks: false, dot: false };

/**
 * The test files that the words of a command line mean: files, folders and globs, seen from `folder`; every test below it
 * when there are none. In the order of their paths, each once. Throws UsageError for a word that finds nothing.
 */
export async function findTestFiles(words: readonly string[], folder: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const find = (pattern: string, cwd: string) => glob(pattern, { ...options, cwd, absolute: true });
  const findFolder = async (pattern: string, cwd: string) =>
    (await glob(pattern, { ...options, cwd, onlyDirectories: true, expandDirectories: false })).length > 0;
  if (words.length === 0) {
    const found = await find(testFilePattern, folder);
    if (found.length > 0) return inOrder(found);
    throw new UsageError(
      'There is no test below this folder.',
      'A test is a file whose name ends with .polyai.yaml; name it, or its folder.',
    );
  }
  const found = await Promise.all(
    words.map(async (word) => {
      const wanted = path.resolve(folder, word);
      const known = await stat(wanted).catch(() => undefined);
      if (known?.isFile() === true) return [wanted];
      const matches =
        known?.isDirectory() === true
          ? await find(testFilePattern, wanted)
          : (await find(word.replaceAll('\\', '/'), folder)).filter((file) => /\.polyai\.ya?ml$/.test(file));
      if (matches.length > 0) return matches;
      if (known === undefined && (await findFolder(word.replaceAll('\\', '/'), folder))) {
        throw new UsageError(
          `${word} matches folders, and no test file.`,
          `Write ${word.replace(/\/+$/, '')}/** for the tests in them.`,
        );
      }
      throw new UsageError(
        known === undefined ? `There is no test file for ${word}.` : `There is no test in ${word}.`,
        'A test is a file whose name ends with .polyai.yaml.',
      );
    }),
  );
  return inOrder(found.flat());
}

function inOrder(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => path.normalize(file)))].sort();
}

/** As reports show it: from the folder of the run, with `/`. */
export function toShownPath(file: string, folder: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}
