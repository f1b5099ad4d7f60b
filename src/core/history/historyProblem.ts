import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';

/** https://www.sqlite.org/rescode.html; the low byte of what node:sqlite calls `errcode`. */
const codes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

/** The shared memory of the write-ahead log could not grow: what SQLite says of a full disk in that place. */
const sharedMemorySize = 4874;

function resultCode(error: unknown): number | undefined {
  const errcode = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  if (errcode === sharedMemorySize) return codes.full;
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

/** The file is not a database, or a damaged one: nothing more may be written to it. */
export function isUnreadable(error: unknown): boolean {
  const code = resultCode(error);
  return code === codes.corrupt || code === codes.notADatabase;
}

/** Another program is writing. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error instanceof HumanError ? error.cause : error);
  return code === codes.busy || code === codes.locked;
}

/** What was refused may be taken when there is space again, say, or when another program has ended. */
export function mayBeTakenLater(problem: unknown): boolean {
  const code = problem instanceof HumanError ? resultCode(problem.cause) : undefined;
  return code === codes.full || code === codes.ioError || code === codes.busy || code === codes.locked;
}

/** Words a failure of the disk or the file for people. */
export function toHistoryProblem(error: unknown, file: string): HumanError {
  if (error instanceof HumanError) return error;
  const code = resultCode(error);
  if (code === codes.full) {
    return new HumanError(l10n.t('The history could not be written because the disk is full.'), {
      remedy: l10n.t('Free some space. Until then, conversations are kept only while this window is open.'),
      cause: error,
    });
  }
  const cannotWrite = code === codes.readOnly || code === codes.cantOpen || code === undefined;
  if (cannotWrite) {
    return new HumanError(l10n.t('The history could not be written to {0}.', file), {
      remedy: l10n.t('Check that the folder exists and that you may write to it.'),
      cause: error,
    });
  }
  return new HumanError(l10n.t('The history in {0} could not be used.', file), {
    remedy: l10n.t('Conversations are kept while this window is open. “PolyAI Log” has the details.'),
    cause: error,
  });
}

/** Whether SQLite said it, of a file or of the disk. */
export function hasResultCode(error: unknown): boolean {
  return resultCode(error) !== undefined;
}

/** Written by a newer version of the extension: read or changed by us, it could lose what that version added. */
export function toNewerSchemaProblem(file: string): HumanError {
  return new HumanError(l10n.t('The history in {0} was written by a newer version of PolyAI Chat.', file), {
    remedy: l10n.t('Update PolyAI Chat. Until then, conversations are kept only while this window is open.'),
  });
}

/** Told when a file was found damaged: it stays where it is, and another one takes its place. */
export function toUnreadableProblem(file: string, replacement: string, cause: unknown): HumanError {
  return new HumanError(l10n.t('The history in {0} is damaged and could not be read.', file), {
    remedy: l10n.t(
      'It was left as it is. What can be read of it is brought into {0}, which is used from now on.',
      replacement,
    ),
    cause,
  });
}
