/** What tells turns apart: numbers that are equal where the texts are. */
export interface TurnKeys {
  readonly user: number;
  readonly reply: number;
}

/** Indexes in the two lists; undefined where one of them has no such turn. */
export type AlignedPlaces = readonly [left: number | undefined, right: number | undefined];

/** The user's words lead: two turns belong together when the same was said in them, whatever the agent made of it. */
const scores = { both: 1000, user: 700, reply: 250, none: 1 } as const;

/** So many pairs are compared one by one; beyond that, what differs is paired in its order. */
const mostPairs = 25_000_000;

const steps = { pair: 0, left: 1, right: 2 } as const;

/** The best way to put two lists side by side, each in its order. */
export function alignTurns(left: readonly TurnKeys[], right: readonly TurnKeys[]): readonly AlignedPlaces[] {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && isSame(left[head], right[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(left.at(-1 - tail), right.at(-1 - tail))) tail++;
  const middle = [left.slice(head, left.length - tail), right.slice(head, right.length - tail)] as const;
  const alignMiddle = middle[0].length * middle[1].length > mostPairs ? pairInOrder : alignDiffering;
  const shift = (index: number | undefined) => (index === undefined ? undefined : index + head);
  return [
    ...Array.from({ length: head }, (_, index) => [index, index] as const),
    ...alignMiddle(...middle).map(([a, b]) => [shift(a), shift(b)] as const),
    ...Array.from(
      { length: tail },
      (_, index) => [left.length - tail + index, right.length - tail + index] as const,
    ),
  ];
}

function isSame(a: TurnKeys | undefined, b: TurnKeys | undefined): boolean {
  return a?.user === b?.user && a?.reply === b?.reply;
}

function pairInOrder(left: readonly TurnKeys[], right: readonly TurnKeys[]): readonly AlignedPlaces[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    index < left.length ? index : undefined,
    index < right.length ? index : undefined,
  ]);
}

/** https://en.wikipedia.org/wiki/Needleman–Wunsch_algorithm, from the end so that the way is read from the beginning. */
function alignDiffering(left: readonly TurnKeys[], right: readonly TurnKeys[]): readonly AlignedPlaces[] {
  const [rows, columns] = [left.length, right.length];
  const way = new Uint8Array((rows + 1) * (columns + 1));
  const users = Int32Array.from(right, ({ user }) => user);
  const replies = Int32Array.from(right, ({ reply }) => reply);
  let below = new Int32Array(columns + 1);
  let current = new Int32Array(columns + 1);
  way.fill(steps.right, rows * (columns + 1));
  for (let row = rows - 1; row >= 0; row--) {
    const { user, reply } = left[row] ?? { user: -1, reply: -1 };
    const start = row * (columns + 1);
    current[columns] = 0;
    way[start + columns] = steps.left;
    for (let column = columns - 1; column >= 0; column--) {
      const score =
        users[column] === user
          ? replies[column] === reply
            ? scores.both
            : scores.user
          : replies[column] === reply
            ? scores.reply
            : scores.none;
      const pair = (below[column + 1] ?? 0) + score;
      const skipLeft = below[column] ?? 0;
      const skipRight = current[column + 1] ?? 0;
      if (pair >= skipLeft && pair >= skipRight) {
        current[column] = pair;
        way[start + column] = steps.pair;
      } else if (skipLeft >= skipRight) {
        current[column] = skipLeft;
        way[start + column] = steps.left;
      } else {
        current[column] = skipRight;
        way[start + column] = steps.right;
      }
    }
    [below, current] = [current, below];
  }
  return readWay(way, rows, columns);
}

function readWay(way: Uint8Array, rows: number, columns: number): readonly AlignedPlaces[] {
  const aligned: AlignedPlaces[] = [];
  let row = 0;
  let column = 0;
  while (row < rows || column < columns) {
    const step = way[row * (columns + 1) + column];
    aligned.push([step === steps.right ? undefined : row, step === steps.left ? undefined : column]);
    if (step !== steps.right) row++;
    if (step !== steps.left) column++;
  }
  return aligned;
}
