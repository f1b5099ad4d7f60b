import regjsparser, { type RootNode } from 'regjsparser';

/*
 * Whether a regular expression could run away: need time that doubles with every character of a reply. It does when
 * there is a loop in which one text can be read in two ways; the test for that is exact for an automaton with the
 * expression's loops and choices (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991).
 * Assertions and back references are not looked into, so what this passes is still matched under a time limit.
 */

/** A character or class of the expression, and what may come right behind it. */
interface Position {
  /** One bit for each sample character that it takes. */
  readonly takes: bigint;
}

const features = {
  lookbehind: true,
  namedGroups: true,
  unicodePropertyEscape: true,
  modifiers: true,
} as const;
type Node = RootNode<typeof features>;

interface EmptyEdge {
  readonly to: number;
  /** Enters (or ends) one round of this loop. */
  readonly enters?: number;
  readonly ends?: number;
}

const mostPositions = 150;
const mostSteps = 10_000;
/** Ways of two readings that are followed; an expression of a person has a few hundred. */
const mostPairs = 20_000;
/** More loops than this one behind the other: a power of the length that no reply is short enough for. */
const mostLoops = 8;
const sampleCharacters = Array.from('aAbBmMxXzZ019 \t\n_-.,:;!?@#$%&/\\()[]{}+*"\'éß中😀\u0000\u00a0');

export type PatternKind = 'fine' | 'runaway' | 'tooLong';

/** `flags` are those it is compiled with. Expects a valid expression. */
export function classifyPattern(source: string, flags: 'u' | ''): { kind: PatternKind; isGuarded: boolean } {
  const tree = regjsparser.parse(source, flags, features);
  const { loops, isGuarded, repeatsNothing } = countLoops(tree);
  if (loops > mostLoops || repeatsNothing) return { kind: 'runaway', isGuarded };
  const automaton = buildAutomaton(tree, `${flags}i`);
  if (automaton === undefined) return { kind: 'tooLong', isGuarded };
  const { follows, isDouble } = automaton;
  if (follows === undefined) return { kind: 'tooLong', isGuarded };
  const isAmbiguous = isDouble || findAmbiguity(automaton.positions, follows);
  if (isAmbiguous === 'tooLong') return { kind: 'tooLong', isGuarded };
  return { kind: isAmbiguous ? 'runaway' : 'fine', isGuarded };
}

interface Loops {
  /** Loops without an end, each as often as the bounded loops around it repeat it. */
  readonly loops: number;
  /** Something is repeated that is more than one character, or without an end: a search may have to go back. */
  readonly isGuarded: boolean;
  /** Something that may be nothing is repeated a fixed number of times: each time is a choice. */
  readonly repeatsNothing: boolean;
}

/** What is read one behind the other. */
function sequenceOf(node: Node): readonly Node[] {
  return node.type === 'alternative' ? node.body : [node];
}

/** The ways through a node that is more than one character. */
function alternativesOf(node: Node): readonly (readonly Node[])[] {
  if (node.type === 'disjunction') return node.body.map(sequenceOf);
  if (node.type !== 'group') return [sequenceOf(node)];
  const [only] = node.body;
  return only?.type === 'disjunction' ? alternativesOf(only) : [node.body];
}

function isAssertion(node: Node): boolean {
  return node.type === 'anchor' || (node.type === 'group' && /^(?:negative)?look/i.test(node.behavior));
}

function countLoops(node: Node, times = 1): Loops {
  const all = (nodes: readonly Node[], repeated = times): Loops => {
    const counts = nodes.map((one) => countLoops(one, repeated));
    return {
      loops: counts.reduce((total, one) => total + one.loops, 0),
      isGuarded: counts.some((one) => one.isGuarded),
      repeatsNothing: counts.some((one) => one.repeatsNothing),
    };
  };
  switch (node.type) {
    case 'disjunction':
    case 'alternative':
    case 'group':
      return all(alternativesOf(node).flat());
    case 'quantifier': {
      const [repeated] = node.body;
      const most = node.max ?? Infinity;
      const isEndless = most > 100;
      const inner = all([repeated], isEndless ? times : times * Math.max(1, most));
      const isGroup = repeated.type === 'group' && !isAssertion(repeated);
      return {
        loops: inner.loops + (isEndless ? times : 0),
        isGuarded: inner.isGuarded || isEndless || (isGroup && most > 1),
        repeatsNothing:
          inner.repeatsNothing || (isGroup && most > 10 && !isEndless && mayBeNothing(repeated)),
      };
    }
    default:
      return all([]);
  }
}

function mayBeNothing(node: Node): boolean {
  if (isAssertion(node)) return true;
  if (node.type === 'group') return alternativesOf(node).some((one) => one.every(mayBeNothing));
  return node.type === 'quantifier' && (node.min === 0 || mayBeNothing(node.body[0]));
}

interface Automaton {
  readonly positions: readonly Position[];
  /** For each position those that may come right behind it; undefined when there are too many ways to follow. */
  readonly follows: readonly (readonly number[])[] | undefined;
  /** The same position follows in two ways inside of a loop. */
  readonly isDouble: boolean;
}

function buildAutomaton(tree: Node, flags: string): Automaton | undefined {
  const positions: Position[] = [];
  const edges: EmptyEdge[][] = [];
  /** Which position a state reads, and the state behind it. */
  const reads = new Map<number, { readonly position: number; readonly next: number }>();
  const endOf: number[] = [];
  let loopCount = 0;

  const state = (): number => edges.push([]) - 1;
  const join = (from: number, edge: EmptyEdge): void => void edges[from]?.push(edge);
  const atom = (from: number, raw: string): number => {
    const next = state();
    reads.set(from, { position: positions.length, next });
    endOf.push(next);
    positions.push({ takes: takenBy(raw, flags) });
    return next;
  };
  const choice = (from: number, alternatives: readonly (readonly Node[])[]): number => {
    const end = state();
    for (const alternative of alternatives) {
      const begin = state();
      join(from, { to: begin });
      const last = alternative.reduce((at, element) => add(at, element), begin);
      join(last, { to: end });
    }
    return end;
  };
  const add = (from: number, node: Node): number => {
    if (positions.length > mostPositions || isAssertion(node)) return from;
    switch (node.type) {
      case 'group':
        return choice(from, alternativesOf(node));
      case 'quantifier': {
        const [repeated] = node.body;
        let at = from;
        for (let count = Math.min(node.min, 3); count > 0; count--) at = add(at, repeated);
        const more = (node.max ?? Infinity) - node.min;
        if (more === 0) return at;
        if (more <= 3) {
          const end = state();
          join(at, { to: end });
          for (let count = more; count > 0; count--) {
            at = add(at, repeated);
            join(at, { to: end });
          }
          return end;
        }
        const loop = loopCount++;
        const head = state();
        const body = state();
        const end = state();
        join(at, { to: head });
        join(head, { to: body, enters: loop });
        join(head, { to: end });
        join(add(body, repeated), { to: head, ends: loop });
        return end;
      }
      case 'reference':
        return from;
      default: {
        const begin = state();
        join(from, { to: begin });
        return atom(begin, node.raw);
      }
    }
  };

  choice(state(), tree.type === 'disjunction' ? alternativesOf(tree) : [sequenceOf(tree)]);
  if (positions.length > mostPositions) return undefined;

  let steps = 0;
  let isTooLong = false;
  const follows = positions.map((): number[] => []);
  const doubles: (readonly [number, number])[] = [];
  for (const [position, end] of endOf.entries()) {
    const counts = new Map<number, number>();
    const visit = (at: number, entered: readonly number[]): void => {
      if (++steps > mostSteps) isTooLong = true;
      if (isTooLong) return;
      const read = reads.get(at);
      if (read !== undefined) counts.set(read.position, (counts.get(read.position) ?? 0) + 1);
      for (const { to, enters, ends } of edges[at] ?? []) {
        // A round that reads nothing is not taken.
        if (ends !== undefined && entered.includes(ends)) continue;
        visit(to, enters === undefined ? entered : [...entered, enters]);
      }
    };
    visit(end, []);
    for (const [next, count] of counts) {
      follows[position]?.push(next);
      if (count > 1) doubles.push([position, next]);
    }
  }
  if (isTooLong) return { positions, follows: undefined, isDouble: false };
  const isDouble = doubles.some(([from, to]) => reachable([to], (one) => follows[one] ?? []).has(from));
  return { positions, follows, isDouble };
}

/** Whether two different ways through a loop read the same text. */
function findAmbiguity(
  positions: readonly Position[],
  follows: readonly (readonly number[])[],
): boolean | 'tooLong' {
  let steps = 0;
  const count = positions.length;
  const meet = (left: number, right: number) =>
    ((positions[left]?.takes ?? 0n) & (positions[right]?.takes ?? 0n)) !== 0n;
  const pairsAfter = (pair: number): number[] => {
    if (steps > mostPairs) return [];
    const left = follows[Math.floor(pair / count)] ?? [];
    const right = follows[pair % count] ?? [];
    steps += left.length * right.length;
    return left.flatMap((one) => right.filter((two) => meet(one, two)).map((two) => one * count + two));
  };
  const before = new Map<number, number[]>();
  const diagonal = positions.map((_, index) => index * count + index);
  const all = reachable(diagonal, pairsAfter);
  for (const pair of all) {
    for (const next of pairsAfter(pair)) {
      const known = before.get(next);
      if (known === undefined) before.set(next, [pair]);
      else known.push(pair);
    }
  }
  const found = diagonal.some((start) => {
    const forward = reachable([start], pairsAfter);
    if (![...forward].some((pair) => Math.floor(pair / count) !== pair % count)) return false;
    const backward = reachable([start], (pair) => before.get(pair) ?? []);
    return [...forward].some((pair) => Math.floor(pair / count) !== pair % count && backward.has(pair));
  });
  return found || (steps > mostPairs ? 'tooLong' : false);
}

function reachable(from: readonly number[], next: (one: number) => readonly number[]): Set<number> {
  const seen = new Set<number>(from);
  const waiting = [...from];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const two of next(one)) {
      if (seen.has(two)) continue;
      seen.add(two);
      waiting.push(two);
    }
  }
  return seen;
}

function takenBy(raw: string, flags: string): bigint {
  const single = new RegExp(`^(?:${raw})$`, flags);
  let taken = 0n;
  for (const [index, character] of [...sampleCharacters, ...literalsOf(raw)].entries()) {
    if (!single.test(character)) continue;
    taken |= 1n << BigInt(index < sampleCharacters.length ? index : hashed(character));
  }
  return taken;
}

/** Characters that stand in the expression itself and are not among the samples. */
function literalsOf(raw: string): string[] {
  return Array.from(raw).filter((character) => !sampleCharacters.includes(character));
}

function hashed(character: string): number {
  return 64 + ((character.toLowerCase().codePointAt(0) ?? 0) % 4096);
}
