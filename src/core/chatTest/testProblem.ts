import type { TextRange } from '../text/textLines.ts';

/** A change of the text that puts a problem right; shown as a code action under its title. */
export interface ProblemFix extends TextRange {
  readonly title: string;
  readonly text: string;
}

/** What is wrong with a test file, where, and what to do: one sentence each. */
export interface TestProblem extends TextRange {
  readonly sentence: string;
  readonly remedy: string;
  readonly fixes?: readonly ProblemFix[] | undefined;
  /** It is no YAML: what every editor of YAML says too. */
  readonly isSyntax?: boolean | undefined;
}

/** The spelling that is nearest to a wrong one, or the only one that begins with it; undefined when none is near. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, '');
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(Math.min(wrong.length, 12) / 3)) + 0.5;
  for (const name of names) {
    if (Math.abs(plain(name).length - plain(wrong).length) > bestDistance) continue;
    const distance = plain(name) === plain(wrong) ? 0 : editDistance(plain(wrong), plain(name));
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  if (best !== undefined || wrong.length < 4) return best;
  const longer = names.filter((name) => plain(name).startsWith(plain(wrong)));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Insertions, deletions, replacements and neighbours that changed places; long texts are cut. */
function editDistance(left: string, right: string): number {
  const a = left.slice(0, 40);
  const b = right.slice(0, 40);
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
