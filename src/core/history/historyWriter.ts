import { setTimeout as pause } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../common/disposable.ts';
import { HumanError } from '../common/humanError.ts';
import type { HistoryParts } from './history.ts';
import { openHistoryFile } from './historyFile.ts';
import { isBusy, toHistoryProblem } from './historyProblem.ts';
import { openHistoryReader } from './historyReader.ts';
import { inTransaction } from './statements.ts';

const tries = 12;
const betweenTriesMs = 100;

/**
 * A history that an editor may be using at this moment, opened to add to it. Throws HumanError when there is none of
 * this version in the file, or when it cannot be written; nothing is created and nothing is brought up to date.
 */
export function openHistoryWriter(file: string): HistoryParts & Disposable {
  openHistoryReader(file).dispose();
  try {
    const database = openHistoryFile(file);
    return {
      read: (part) => part(database),
      async write(part) {
        for (let time = 1; ; time++) {
          try {
            return inTransaction(database, () => part(database));
          } catch (error) {
            if (!isBusy(error)) throw toHistoryProblem(error, file);
            if (time === tries) throw toBusyProblem(file, error);
            // oxlint-disable-next-line no-await-in-loop -- a window writes for longer than usual
            await pause(betweenTriesMs);
          }
        }
      },
      dispose: () => database.close(),
    };
  } catch (error) {
    throw isBusy(error) ? toBusyProblem(file, error) : toHistoryProblem(error, file);
  }
}

function toBusyProblem(file: string, cause: unknown): HumanError {
  return new HumanError(l10n.t('The history in {0} is being written by another program.', file), {
    remedy: l10n.t('Try again in a moment. What was added stays.'),
    cause,
  });
}
