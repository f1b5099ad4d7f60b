export interface Figure {
  readonly what: string;
  readonly howMany: number;
  readonly medianMs: number;
  /** On a busy machine the only one that still says something. */
  readonly fastestMs: number;
  /** Largest by smallest. */
  readonly spread: number;
}

export function toFigure(what: string, samplesMs: readonly number[]): Figure {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const fastestMs = sorted[0] ?? Number.NaN;
  const spread = (sorted.at(-1) ?? Number.NaN) / fastestMs;
  return { what, howMany: sorted.length, medianMs: (upper + lower) / 2, fastestMs, spread };
}

/** A table for people; with --json one object more, on the last line, for programs. */
export function printFigures(
  bench: string,
  figures: readonly Figure[],
  peer: Figure,
  more: Readonly<Record<string, unknown>>,
): void {
  console.log('what                            how many     median    fastest   spread   by the peer');
  for (const figure of figures) {
    console.log(
      figure.what.padEnd(32) +
        String(figure.howMany).padStart(8) +
        `${figure.medianMs.toFixed(1)} ms`.padStart(11) +
        `${figure.fastestMs.toFixed(1)} ms`.padStart(11) +
        figure.spread.toFixed(1).padStart(9) +
        `${(figure.medianMs / peer.medianMs).toFixed(1)} ×`.padStart(14),
    );
  }
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ bench, figures, peer: peer.what, ...more }));
}
