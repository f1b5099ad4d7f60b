import { setTimeout as pause } from 'node:timers/promises';
import { createBreather } from '../../common/breather.ts';
import { HumanError } from '../../common/humanError.ts';
import type { HistoryParts } from '../history.ts';
import { adopt, type FindOwnConnection } from './adopt.ts';
import { createRecordParser, type ImportedConversation } from './importedConversation.ts';
import { addPart, type ImportJob, type ImportOutcome, judge, turnsAtOnce } from './importTable.ts';
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
  const parser = createRecordParser(file.modifiedAt, breathe);
  const writer = createWriter(parts);
  let reported = 0;
  const note = (problem: string | undefined) => {
    if (problem === undefined) return;
    counts.unreadable++;
    if (problems.length < mostProblems) problems.push(problem);
  };
  const count = (outcome: ImportOutcome, { conversation }: ImportedConversation) => {
    counts[outcome]++;
    if (outcome === 'added' && conversation.updatedAt < keptFrom) counts.old++;
  };

  const read = async () => {
    /* oxlint-disable no-await-in-loop -- one after the other keeps memory small */
    for await (const { line, text, problem, bytes } of readRecords(file.open())) {
      if (signal?.aborted === true) break;
      const parsed = text === undefined ? { conversations: [], problem } : await parser.parse(text, line);
      note(parsed.problem);
      for (const one of parsed.conversations) {
        const imported = await toOurs(one, findOwn, mask, breathe);
        const job = { imported, written: 0, compared: 0 };
        if (isSurvey) count(await judgeInParts(parts, job, breathe), imported);
        else await writer.add(job, text?.length ?? 0, count);
      }
      await breathe();
      if (report && performance.now() - reported > reportMs) {
        reported = performance.now();
        report(counts.added + counts.same + counts.differs, file.size === 0 ? 1 : bytes / file.size);
      }
    }
    /* oxlint-enable no-await-in-loop */
    if (signal?.aborted !== true) note(parser.end());
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
  breathe: () => Promise<void>,
): Promise<ImportedConversation> {
  const conversation = adopt(imported.conversation, findOwn);
  if (mask === undefined) return { ...imported, conversation };
  const first = turnsAtOnce(conversation.turns, 0);
  const masked = await mask({ ...imported, conversation: { ...conversation, turns: first } });
  const turns = [...masked.conversation.turns];
  while (turns.length < conversation.turns.length) {
    // oxlint-disable-next-line no-await-in-loop -- a long one holds the thread no longer than a short one
    turns.push(...(await mask(turnsAtOnce(conversation.turns, turns.length))));
    // oxlint-disable-next-line no-await-in-loop
    await breathe();
  }
  return { ...masked, conversation: { ...masked.conversation, turns } };
}

async function judgeInParts(
  parts: HistoryParts,
  job: ImportJob,
  breathe: () => Promise<void>,
): Promise<ImportOutcome> {
  for (;;) {
    const outcome = parts.read((database) => judge(database, job, createIsTimeUp()));
    if (outcome !== undefined) return outcome;
    // oxlint-disable-next-line no-await-in-loop -- a long one holds the thread no longer than a short one
    await breathe();
  }
}

function createIsTimeUp(): () => boolean {
  const started = performance.now();
  return () => performance.now() - started > partMs;
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
      const isTimeUp = createIsTimeUp();
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
    async add(job: ImportJob, length: number, count: Count): Promise<void> {
      waiting.push(job);
      waitingLength += length;
      if (waiting.length >= most || waitingLength > longest) await flush(count);
    },
  };
}
