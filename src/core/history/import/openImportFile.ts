import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { HumanError } from '../../common/humanError.ts';
import { codeOf } from '../../files/replaceFile.ts';
import type { ImportFile } from './importHistory.ts';

/** Nothing is read yet. Rejects with HumanError for what is no file; reading it may do so too. */
export async function openImportFile(file: string): Promise<ImportFile> {
  const refuse = (code: string) => new HumanError(l10n.t('The file {0} cannot be read ({1}).', file, code));
  const found = await stat(file).catch((error: unknown) => {
    throw refuse(codeOf(error));
  });
  // Opening a pipe would wait for its writer.
  if (!found.isFile()) throw refuse(l10n.t('no regular file'));
  return {
    size: found.size,
    modifiedAt: found.mtime.toISOString(),
    async *open() {
      try {
        yield* createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
      } catch (error) {
        throw error instanceof Error && 'syscall' in error ? refuse(codeOf(error)) : error;
      }
    },
  };
}
