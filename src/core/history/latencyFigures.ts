import type { RecordedLatency } from './historyReader.ts';

/** How fast an agent answered: half of the answers came within `p50Ms`, nineteen of twenty within `p95Ms`. */
export interface LatencyFigures {
  readonly answers: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface ConnectionFigures extends LatencyFigures {
  readonly connection: string;
  /** By the turn's place in its conversation; 0 is create. */
  readonly turns: readonly (LatencyFigures & { readonly turn: number })[];
}

/** Longer conversations are rare, and their late turns say the same. */
const mostTurns = 20;

export function toLatencyFigures(latencies: Iterable<RecordedLatency>): readonly ConnectionFigures[] {
  const known = new Map<string, number[][]>();
  for (const { connectionName, turn, latencyMs } of latencies) {
    const turns = known.get(connectionName) ?? [];
    known.set(connectionName, turns);
    (turns[Math.min(turn, mostTurns)] ??= []).push(latencyMs);
  }
  return [...known]
    .map(([connection, turns]) => ({
      connection,
      ...figuresOf(turns.flat()),
      turns: turns.flatMap((latency, turn) => [{ turn, ...figuresOf(latency) }]),
    }))
    .sort((a, b) => b.answers - a.answers);
}

function figuresOf(latencies: readonly number[]): LatencyFigures {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { answers: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}
