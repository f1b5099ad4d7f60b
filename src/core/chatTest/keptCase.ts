import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { TextLines, TextPosition, TextRange } from '../text/textLines.ts';
import type { JudgedCase } from './shownRun.ts';
import type { CaseResult, ConversationResult } from './testResult.ts';

/*
 * The result of a case as the history keeps it. What was said is in the conversations themselves; here is what became of
 * each turn, and why. Another version may have written it, so a part that cannot be read makes it unknown.
 */

const text = v.optional(v.string());

/** From 1, as editors count; the file may have changed since. */
const placeSchema = v.object({ line: v.number(), column: v.number() });

const failureSchema = v.looseObject({
  check: v.string(),
  start: placeSchema,
  end: placeSchema,
  /** These are absent when what was said is not recorded. */
  sentence: text,
  expected: text,
  actual: text,
});

const conversationSchema = v.looseObject({
  /** Ours. */
  id: text,
  status: v.picklist(['passed', 'failed', 'errored']),
  durationMs: v.number(),
  problem: text,
  turns: v.array(
    v.looseObject({
      status: v.picklist(['passed', 'failed', 'slow', 'notReached']),
      latencyMs: v.optional(v.number()),
      failures: v.array(failureSchema),
    }),
  ),
});

const caseSchema = v.looseObject({
  name: v.string(),
  status: v.picklist(['passed', 'failed', 'notSure', 'errored', 'skipped']),
  quarantined: v.boolean(),
  /** The first turn of the test is what create answered. */
  greets: v.boolean(),
  reason: text,
  conversations: v.array(conversationSchema),
});

export type KeptCase = v.InferOutput<typeof caseSchema>;

/** Of a longer text the beginning says why as well. */
const longestText = 20_000;

/** Without `texts`, nothing stays of what was said, by a server in an error neither. */
export function toKeptCase(result: CaseResult, { texts }: { readonly texts: boolean }): KeptCase {
  const { planned, status, quarantined, reason, conversations } = result;
  const { lines, test } = planned.loaded;
  const kept = (value: string | undefined) => (texts ? value?.slice(0, longestText) : undefined);
  return {
    name: planned.testCase.name,
    status,
    quarantined,
    greets: test.turns[0]?.kind === 'greeting',
    reason: kept(reason),
    conversations: conversations.map(({ id, status: ended, durationMs, problem, turns }) => ({
      id,
      status: ended,
      durationMs: Math.round(durationMs),
      problem: kept(problem),
      turns: turns.map((turn) => ({
        status: turn.status,
        latencyMs: turn.latencyMs,
        failures: turn.failures.map(({ check, start, end, sentence, expected, actual }) => ({
          check,
          start: lines.positionAt(start),
          end: lines.positionAt(end),
          sentence: kept(sentence),
          expected: kept(expected),
          actual: kept(actual),
        })),
      })),
    })),
  };
}

export function readKeptCase(detail: string): KeptCase | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), caseSchema), detail);
  return read.success ? read.output : undefined;
}

/** As it is shown again; `lines` are those of the file as it is now. */
export function toJudgedCase({ status, reason, conversations }: KeptCase, lines: TextLines): JudgedCase {
  return {
    status,
    reason,
    conversations: conversations.map(({ problem, turns }) => ({
      problem,
      turns: turns.map(({ failures }) => ({
        failures: failures.map(({ check, sentence, expected, actual, start, end }) => ({
          check,
          sentence:
            sentence ?? l10n.t('{0} did not hold. What was said is not recorded, by your setting.', check),
          expected,
          actual,
          ...toRangeNow(lines, { start, end }),
        })),
      })),
    })),
  };
}

/** Where something stood, in the file as it is now. */
function toRangeNow(lines: TextLines, place: { start: TextPosition; end: TextPosition }): TextRange {
  const offset = ({ line, column }: TextPosition) => {
    const from = lines.startOf(line);
    // Never beyond its line: it may be shorter by now.
    const next = line < lines.count ? lines.startOf(line + 1) - 1 : from + column - 1;
    return Math.min(from + Math.max(0, column - 1), next);
  };
  const start = offset(place.start);
  return { start, end: Math.max(start, offset(place.end)) };
}

/** Which turn of the conversation a turn of the test is; both count from 0. */
export function toConversationTurn({ greets }: Pick<KeptCase, 'greets'>, turn: number): number {
  return greets ? turn : turn + 1;
}

/** Ids of ours of the conversations that were begun. */
export function conversationsOf(conversations: readonly Pick<ConversationResult, 'id'>[]): readonly string[] {
  return conversations.flatMap(({ id }) => id ?? []);
}
