/** One answer of an agent, as far as its speed goes. */
export interface RecordedLatency {
  readonly connectionName: string;
  /** On which day of the local calendar its conversation began. */
  readonly day: string;
  /** Its place in the conversation; 0 is create. */
  readonly turn: number;
  readonly latencyMs: number;
}

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
  /** The oldest first; days without an answer are left out. */
  readonly days: readonly (LatencyFigures & { readonly day: string })[];
}

/** Longer conversations are rare, and their late turns say the same. */
const mostTurns = 20;

interface Gathered {
  readonly turns: number[][];
  readonly days: Map<string, number[]>;
}

/** Those that answered most come first. */
export function toLatencyFigures(latencies: Iterable<RecordedLatency>): readonly ConnectionFigures[] {
  const known = new Map<string, Gathered>();
  for (const { connectionName, day, turn, latencyMs } of latencies) {
    let of = known.get(connectionName);
    if (!of) known.set(connectionName, (of = { turns: [], days: new Map() }));
    (of.turns[Math.min(turn, mostTurns)] ??= []).push(latencyMs);
    const ofDay = of.days.get(day);
    if (ofDay) ofDay.push(latencyMs);
    else of.days.set(day, [latencyMs]);
  }
  return [...known]
    .map(([connection, { turns, days }]) => ({
      connection,
      ...figuresOf(turns.flat()),
      turns: turns.flatMap((latency, turn) => [{ turn, ...figuresOf(latency) }]),
      days: [...days]
        .map(([day, latency]) => ({ day, ...figuresOf(latency) }))
        .sort((a, b) => (a.day < b.day ? -1 : 1)),
    }))
    .sort((a, b) => b.answers - a.answers);
}

function figuresOf(latencies: readonly number[]): LatencyFigures {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { answers: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}
