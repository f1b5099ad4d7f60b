import { lstat, realpath, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { isInside } from '../files/isInside.ts';
import { longestTestFile } from './parseChatTest.ts';
import type { TestProblem } from './testProblem.ts';

type WhyNot = Pick<TestProblem, 'sentence' | 'remedy'>;

/**
 * The text of a test file on this machine, or why it cannot be read. A repository may hold links: to a device that never
 * ends, or to what its problems would then show. So one that leads out of `folder` is not followed.
 */
export async function readTestText(
  file: string,
  folder: string,
  readFile: (file: string) => Promise<Uint8Array>,
): Promise<string | WhyNot> {
  try {
    const [known, real, root] = await Promise.all([stat(file), realpath(file), realpath(folder)]);
    const isLink = (await lstat(file)).isSymbolicLink();
    if (!known.isFile() || (isLink && !isInside(root, real))) {
      return {
        sentence: l10n.t('This is no file of its own: it leads out of the folder, or to a device.'),
        remedy: l10n.t('Put a copy of the test here.'),
      };
    }
    return known.size > longestTestFile * 4 ? tooLarge() : decodeTestText(await readFile(file));
  } catch {
    return decodeTestText(undefined);
  }
}

/** Undefined stands for a file that could not be read. */
export function decodeTestText(bytes: Uint8Array | undefined): string | WhyNot {
  if (bytes !== undefined && bytes.length > longestTestFile * 4) return tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes ?? Uint8Array.of(0xff));
  } catch {
    return {
      sentence: l10n.t('This file cannot be read as UTF-8.'),
      remedy: l10n.t('Check its permissions and its encoding.'),
    };
  }
}

function tooLarge(): WhyNot {
  return {
    sentence: l10n.t('This file is too large for a test.'),
    remedy: l10n.t('Keep one conversation in a file.'),
  };
}
