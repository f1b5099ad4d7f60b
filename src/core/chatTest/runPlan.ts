import type { ChatTarget } from '../chatApi/chatClient.ts';
import type { ConnectionSnapshot } from '../conversation/conversation.ts';
import type { TextLines } from '../text/textLines.ts';
import type { ChatTest } from './chatTest.ts';
import type { TestCase } from './testCases.ts';

/** A test file that could be read. */
export interface LoadedTest {
  /** As ids and reports show it: from the folder of the run, with `/`. */
  readonly file: string;
  readonly test: ChatTest;
  readonly lines: TextLines;
  readonly cases: readonly TestCase[];
}

/** Where cases are run. */
export interface RunTarget {
  /** The connection's name. */
  readonly name: string;
  readonly connection: ConnectionSnapshot;
  /** The credentials, for one conversation. Rejects with HumanError when they are not there. */
  readonly resolve: () => Promise<ChatTarget>;
}

/** One case on one connection: an entry of the report. */
export interface PlannedCase {
  readonly loaded: LoadedTest;
  readonly testCase: TestCase;
  /** The name of the connection, also where it cannot be run. */
  readonly connection: string;
  readonly target: RunTarget | undefined;
  /** Why it is not run. */
  readonly skipReason?: string | undefined;
}

export interface CaseFilter {
  /** At least one of them. */
  readonly tags?: readonly string[] | undefined;
  /** Stands in the name of the case or in the file's path; case does not count. */
  readonly grep?: string | undefined;
  /** Keys of `caseKey`: only these. */
  readonly only?: Pick<ReadonlySet<string>, 'has'> | undefined;
}

/** What tells one entry of a report from another, in every run. */
export function caseKey(id: string, connection: string): string {
  return `${id}\n${connection}`;
}

export function matchesFilter({ loaded, testCase, connection }: PlannedCase, filter: CaseFilter): boolean {
  const { tags, grep, only } = filter;
  if (tags !== undefined && tags.length > 0 && !tags.some((tag) => loaded.test.tags.includes(tag)))
    return false;
  if (only !== undefined && !only.has(caseKey(testCase.id, connection))) return false;
  if (grep === undefined) return true;
  const wanted = grep.toLowerCase();
  return [testCase.name, loaded.file].some((text) => text.toLowerCase().includes(wanted));
}

/** Part `index` (from 1) of `count`: together the parts are the whole, and no case is in two of them. */
export function takeShard<T>(cases: readonly T[], index: number, count: number): readonly T[] {
  return cases.filter((_, place) => place % count === index - 1);
}

/** The same seed gives the same order. */
export function shuffle<T>(values: readonly T[], seed: number): readonly T[] {
  const random = seededRandom(seed);
  const shuffled = [...values];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}

/** Mulberry32: small, and the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
