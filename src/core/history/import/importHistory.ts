import { setTimeout as pause } from 'node:timers/promises';
import { createBreather } from '../../common/breather.ts';
import { HumanError } from '../../common/humanError.ts';
import type { HistoryParts } from '../history.ts';
import { adopt, type FindOwnConnection } from './adopt.ts';
import { type ImportedConversation, parseRecord } from './importedConversation.ts';
import { addPart, type ImportJob, type ImportOutcome, judge } from './importTable.ts';
import { readRecords } from './readRecords.ts';

export interface ImportFile {
  /** In bytes. */
  readonly size: number;
  /** ISO 8601: for conversations that say no time. */
  readonly modifiedAt: string;
  open(): AsyncIterable<Uint8Array>;
}

export interface ImportOptions {
  readonly parts: HistoryParts;
  readonly findOwn: FindOwnConnection;
  /** Masks what is known to be secret. */
  readonly mask?: (<T>(value: T) => T | Promise<T>) | undefined;
  /** Adds nothing, and tells what would be added. */
  readonly isSurvey?: boolean | undefined;
  /** Conversations that were changed last before it (ISO 8601) are not kept for long. */
  readonly keptFrom?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How many conversations were found by then, and how much of the file was read, from 0 to 1. */
  readonly report?: ((found: number, read: number) => void) | undefined;
}

/** How it went, or would go. */
export interface ImportResult extends Readonly<Record<ImportOutcome, number>> {
  readonly unreadable: number;
  /** Sentences about the first of those that are unreadable. */
  readonly problems: readonly string[];
  /** Of those added, the ones that were changed last before `keptFrom`. */
  readonly old: number;
  /** False after an abort or a failure: what was added by then stays, each of it whole. */
  readonly isComplete: boolean;
  /** Why the rest was not added. */
  readonly failure?: HumanError | undefined;
}

const mostProblems = 20;
/** So many share a part, and as much of the file. */
const most = 64;
const longest = 1_000_000;
/** So long the thread, and the history for other windows, may be held at once. */
const partMs = 8;
/** Longer than a window that was refused waits before it tries again. */
const gapMs = 4;
const partsToMove = 4;
const reportMs = 200;

/**
 * Reads the conversations of a file into the history, one by one, however many there are. Each is there whole or not at
 * all. Rejects with HumanError when the file or the history cannot be used and nothing was added.
 */
export async function importHistory(file: ImportFile, options: ImportOptions): Promise<ImportResult> {
  const { parts, findOwn, mask, isSurvey = false, keptFrom = '', signal, report } = options;
  const counts = { added: 0, same: 0, differs: 0, unreadable: 0, old: 0 };
  const problems: string[] = [];
  const breathe = createBreather();
  const writer = createWriter(parts);
  let reported = 0;
  const count = (outcome: ImportOutcome, { conversation }: ImportedConversation) => {
    counts[outcome]++;
    if (outcome === 'added' && conversation.updatedAt < keptFrom) counts.old++;
  };

  const read = async () => {
    /* oxlint-disable no-await-in-loop -- one after the other keeps memory small */
    for await (const { line, text, problem, bytes } of readRecords(file.open())) {
      if (signal?.aborted === true) break;
      const parsed =
        text === undefined
          ? { conversations: [], problem }
          : await parseRecord(text, line, file.modifiedAt, breathe);
      if (parsed.problem !== undefined) {
        counts.unreadable++;
        if (problems.length < mostProblems) problems.push(parsed.problem);
      }
      for (const one of parsed.conversations) {
        const imported = await toOurs(one, findOwn, mask);
        if (isSurvey)
          count(
            parts.read((database) => judge(database, imported)),
            imported,
          );
        else await writer.add(imported, text?.length ?? 0, count);
      }
      await breathe();
      if (report && performance.now() - reported > reportMs) {
        reported = performance.now();
        report(counts.added + counts.same + counts.differs, file.size === 0 ? 1 : bytes / file.size);
      }
    }
    /* oxlint-enable no-await-in-loop */
    await writer.end(count);
  };
  let failure: HumanError | undefined;
  await read().catch((error: unknown) => {
    if (!(error instanceof HumanError) || counts.added === 0 || isSurvey) throw error;
    failure = error;
  });
  return { ...counts, problems, isComplete: failure === undefined && signal?.aborted !== true, failure };
}

async function toOurs(
  imported: ImportedConversation,
  findOwn: FindOwnConnection,
  mask: ImportOptions['mask'],
): Promise<ImportedConversation> {
  const ours = { ...imported, conversation: adopt(imported.conversation, findOwn) };
  return mask === undefined ? ours : mask(ours);
}

type Count = (outcome: ImportOutcome, imported: ImportedConversation) => void;

/** Several small conversations share a transaction; between two of them other windows have their turn. */
function createWriter(parts: HistoryParts) {
  let waiting: ImportJob[] = [];
  let waitingLength = 0;
  let written = 0;

  async function flush(count: Count): Promise<void> {
    waitingLength = 0;
    while (waiting.length > 0) {
      const started = performance.now();
      const isTimeUp = () => performance.now() - started > partMs;
      const jobs = waiting;
      // oxlint-disable-next-line no-await-in-loop -- each part of its own
      const outcomes = await parts.write((database) => {
        const done: ImportOutcome[] = [];
        for (const job of jobs) {
          const outcome = addPart(database, job, isTimeUp);
          if (outcome === undefined) break;
          done.push(outcome);
          if (isTimeUp()) break;
        }
        return done;
      });
      for (const [index, outcome] of outcomes.entries()) {
        const job = jobs[index];
        if (job) count(outcome, job.imported);
      }
      waiting = jobs.slice(outcomes.length);
      // Moved into the database in small parts: as much as SQLite itself lets gather holds the thread for long.
      if (++written % partsToMove === 0) {
        parts.read((database) => database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
      }
      // oxlint-disable-next-line no-await-in-loop -- the pause is the point
      await pause(gapMs);
    }
  }

  return {
    end: flush,
    async add(imported: ImportedConversation, length: number, count: Count): Promise<void> {
      waiting.push({ imported, written: 0 });
      waitingLength += length;
      if (waiting.length >= most || waitingLength > longest) await flush(count);
    },
  };
}
