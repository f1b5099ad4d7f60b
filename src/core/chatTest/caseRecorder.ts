import { createHash } from 'node:crypto';
import { createBreather } from '../common/breather.ts';
import type { Masked } from '../connection/knownSecrets.ts';
import type { KeptTestResult, KeptTestRun, TestResults } from '../history/testResults.ts';
import type { NamedTest } from './failureContext.ts';
import { conversationsOf, type KeptCase, readKeptCase, toKeptCase } from './keptCase.ts';
import { toShownState } from './shownRun.ts';
import type { PlannedCase } from './runPlan.ts';
import type { CaseResult } from './testResult.ts';

/** A result with what is known of it in this window, or is kept. */
export interface RecordedCase extends Omit<KeptTestResult, 'detail'> {
  readonly kept: KeptCase;
}

export interface CaseRecorder {
  begin(run: KeptTestRun): RunRecorder;
  /** One of this window, with what is not recorded too; else the one of the history. */
  get(id: string): RecordedCase | undefined;
  latest(file: string, item: string): RecordedCase | undefined;
  lastPass(recorded: RecordedCase): RecordedCase | undefined;
  /** Of the cases that were run or looked up in this window, those whose newest result did not pass. */
  failing(test?: NamedTest): readonly RecordedCase[];
}

export interface RunRecorder {
  /** Whether what is said may be kept is decided when a case begins, and asked again when it is over. */
  started(planned: PlannedCase): void;
  /** Returns the id of the result; undefined for one that is not kept: the case was not run. */
  finished(result: CaseResult, place: { readonly file: string; readonly item: string }): string | undefined;
  /** Resolves when all results are written. */
  drain(): Promise<void>;
}

export interface CaseRecorderOptions {
  readonly results: TestResults;
  /** The secrets of all connections: as everything that is stored. */
  readonly mask: <T>(value: T) => Promise<Masked<T>>;
  readonly recordMessages: () => boolean;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** So many results are remembered with what is not recorded, the newest. */
const mostRemembered = 500;

/** Keeps the results of chat tests in the history. */
export function createCaseRecorder(options: CaseRecorderOptions): CaseRecorder {
  const { results, mask, recordMessages, newId, now } = options;
  const remembered = new Map<string, RecordedCase>();
  const breathe = createBreather();

  /** The newest result of each case. */
  const newest = new Map<string, RecordedCase>();
  const note = (recorded: RecordedCase): void => {
    const key = `${recorded.file}\n${recorded.item}`;
    newest.delete(key);
    if (['failed', 'errored'].includes(toShownState(recorded.kept))) newest.set(key, recorded);
    const [oldest] = newest.keys();
    if (newest.size > mostRemembered && oldest !== undefined) newest.delete(oldest);
  };

  const remember = (recorded: RecordedCase): void => {
    remembered.set(recorded.id, recorded);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
  };

  async function write(recorded: RecordedCase, kept: KeptCase, withoutTexts: () => KeptCase): Promise<void> {
    const { kept: _, ...columns } = recorded;
    const { value, isSure } = await mask(kept);
    // What is not known to hold no secret is not written; that the case was run, and how it ended, is.
    results.add({ ...columns, detail: JSON.stringify(isSure ? value : withoutTexts()) });
  }

  return {
    begin(run) {
      const unrecorded = new Set<PlannedCase>();
      // One after the other: masking a long reply takes a moment, and many end in the same one.
      let written: Promise<void> = Promise.resolve();
      let failure: { readonly error: unknown } | undefined;
      return {
        started(planned) {
          if (!recordMessages()) unrecorded.add(planned);
        },
        finished(result, { file, item }) {
          if (result.status === 'skipped') return undefined;
          const id = newId();
          const withTexts = toKeptCase(result, { texts: true });
          const withoutTexts = () => toKeptCase(result, { texts: false });
          const recorded: RecordedCase = {
            id,
            run,
            file,
            item: toItemKey(item),
            connection: result.planned.connection,
            status: result.status,
            at: new Date(now()).toISOString(),
            conversations: conversationsOf(result.conversations),
            kept: withTexts,
          };
          remember(recorded);
          note(recorded);
          const texts = recordMessages() && !unrecorded.has(result.planned);
          written = written
            .then(breathe)
            .then(() => write(recorded, texts ? withTexts : withoutTexts(), withoutTexts))
            .catch((error: unknown) => void (failure ??= { error }));
          return id;
        },
        async drain() {
          await written;
          await results.drain();
          if (failure !== undefined) throw failure.error;
        },
      };
    },
    get: (id) => remembered.get(id) ?? toRecorded(results.get(id)),
    latest(file, item) {
      const recorded = toRecorded(results.latest(file, toItemKey(item)));
      if (recorded !== undefined) note(recorded);
      return recorded;
    },
    failing(test) {
      const item = test?.item === undefined ? undefined : toItemKey(test.item);
      return [...newest.values()]
        .filter((one) => test === undefined || test.file === one.file)
        .filter((one) => item === undefined || item === one.item)
        .toReversed();
    },
    lastPass: (recorded) => toRecorded(results.lastPass(recorded)),
  };
}

/** What a row says is part of its name, and none of it has to be kept to find it again. */
function toItemKey(item: string): string {
  return createHash('sha256').update(item).digest('hex');
}

function toRecorded(result: KeptTestResult | undefined): RecordedCase | undefined {
  if (result === undefined) return undefined;
  const { detail, ...columns } = result;
  const kept = readKeptCase(detail);
  return kept && { ...columns, kept };
}
