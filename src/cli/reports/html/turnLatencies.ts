import { largest } from '../../../core/common/median.ts';
import type { TestEntry } from '../../../core/chatTest/testReport.ts';

/** The latencies of each turn over all runs, in the order of the runs; turns without one are empty. */
export function latenciesByTurn({ conversations }: TestEntry): readonly (readonly number[])[] {
  const length = Math.max(0, largest(conversations.map(({ turns }) => turns.length)));
  return Array.from({ length }, (_, index) =>
    conversations.flatMap(({ turns }) => turns[index]?.latencyMs ?? []),
  );
}
