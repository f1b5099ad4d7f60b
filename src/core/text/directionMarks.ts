/*
 * Marks that say in which direction text runs. Right-to-left languages need them; they also make a text read
 * as another one ("Trojan Source", CVE-2021-42574).
 */

/** Letters of the right-to-left scripts. Expressions know no direction, but these scripts have blocks of their own. */
const rightToLeft = String.raw`(?=\p{L})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]`;
const leftToRight = String.raw`(?!${rightToLeft})\p{L}`;

let expressions: ReturnType<typeof createExpressions> | undefined;

function createExpressions() {
  const inWord = `(?:${leftToRight}|\\p{Nd})`;
  const single = String.raw`[\u200b-\u200f\u061c]`;
  return {
    rightToLeft: new RegExp(rightToLeft, 'u'),
    leftToRight: new RegExp(leftToRight, 'u'),
    /** Within a word or a number, or one of several in a row. */
    misplaced: new RegExp(`(?<=${single}).|.(?=${single})|(?<=${inWord}).(?=${inWord})`, 'uy'),
    pairs: /[\u202a-\u202e\u2066-\u2069]/g,
  };
}

/** Which marks of a text belong where they stand. What is known of a line is read once. */
export class DirectionMarks {
  readonly #text: string;
  #line = { start: 0, end: -1 };
  #hasRightToLeft: boolean | undefined;
  #closed: ReadonlySet<number> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** A single mark (U+200E, U+200F, U+061C) belongs into a line that has right-to-left letters, between its words. */
  isSinglePlaced(index: number): boolean {
    const { misplaced } = (expressions ??= createExpressions());
    misplaced.lastIndex = index;
    return !misplaced.test(this.#text) && this.#lineHasRightToLeft(index);
  }

  /**
   * An embedding or an isolate belongs where it is closed on its line and holds what runs in its direction. Overrides
   * never do: they turn letters round.
   */
  isClosed(index: number): boolean {
    this.#goTo(index);
    this.#closed ??= closedMarks(this.#text.slice(this.#line.start, this.#line.end));
    return this.#closed.has(index - this.#line.start);
  }

  #lineHasRightToLeft(index: number): boolean {
    this.#goTo(index);
    const { rightToLeft: letter } = (expressions ??= createExpressions());
    return (this.#hasRightToLeft ??= letter.test(this.#text.slice(this.#line.start, this.#line.end)));
  }

  #goTo(index: number): void {
    if (index >= this.#line.start && index <= this.#line.end) return;
    const end = this.#text.indexOf('\n', index);
    this.#line = { start: this.#text.lastIndexOf('\n', index) + 1, end: end < 0 ? this.#text.length : end };
    this.#hasRightToLeft = undefined;
    this.#closed = undefined;
  }
}

interface Opened {
  readonly index: number;
  readonly mark: string;
}

/** A name within a phrase. What lies deeper was written to attack, not to be read. */
const deepest = 2;

function closedMarks(line: string): ReadonlySet<number> {
  const { pairs } = (expressions ??= createExpressions());
  const closed = new Set<number>();
  const open: Opened[] = [];
  let isolates = 0;
  for (const { 0: mark, index } of line.matchAll(pairs)) {
    if (mark === '\u2069') {
      // The end of an isolate ends what was begun in it, too.
      if (isolates === 0) continue;
      isolates -= 1;
      let begun = open.pop();
      while (begun && !isIsolate(begun.mark)) begun = open.pop();
      if (begun) close(begun, index, open.length);
    } else if (mark === '\u202c') {
      const begun = open.at(-1);
      if (!begun || isIsolate(begun.mark)) continue;
      open.pop();
      close(begun, index, open.length);
    } else {
      open.push({ index, mark });
      if (isIsolate(mark)) isolates += 1;
    }
  }
  return closed;

  function close(begun: Opened, end: number, depth: number): void {
    if (depth >= deepest || !runsItsWay(begun.mark, line.slice(begun.index + 1, end))) return;
    closed.add(begun.index).add(end);
  }
}

function isIsolate(mark: string): boolean {
  return mark >= '\u2066';
}

function runsItsWay(mark: string, content: string): boolean {
  const { rightToLeft: right, leftToRight: left } = (expressions ??= createExpressions());
  switch (mark) {
    case '\u202b':
    case '\u2067':
      return right.test(content);
    case '\u202a':
    case '\u2066':
      return (
        left.test(content) || (!right.test(content) && /[^\s\p{Default_Ignorable_Code_Point}]/u.test(content))
      );
    case '\u2068':
      return /[^\s\p{Default_Ignorable_Code_Point}]/u.test(content);
    default:
      return false;
  }
}
