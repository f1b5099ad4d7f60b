import { toComparable } from './compareText.ts';
import type { CheckSort, ProposedCheck } from './mineChecks.ts';
import { isOnceOnly } from './mineFields.ts';
import { patternProblem } from './pattern.ts';

/** More of one sort would hide the others. */
const most = { entity: 5, number: 4, phrase: 6 } as const;
/** Of key phrases so many are ticked; further ones are offered. */
const likelyPhrases = 5;
/** What is said behind this is not looked at. */
const longestReply = 5000;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Texts of a reply that carry what it says: entities, numbers with what they count, key phrases. None overlaps another. */
export function mineTexts(reply: string, user: string, ids: readonly string[]): readonly ProposedCheck[] {
  const text = reply.slice(0, longestReply);
  const words = wordsOf(text);
  const asked = new Set(wordsOf(user).map(({ start, end }) => toComparable(user.slice(start, end))));
  const taken: Span[] = [];
  const found: ProposedCheck[] = [];
  const seen = new Set<string>();

  function add(sort: keyof typeof most, span: Span | undefined, isLikely = true): boolean {
    if (span === undefined || found.filter((one) => one.sort === sort).length >= most[sort]) return false;
    if (taken.some(({ start, end }) => span.start < end && start < span.end)) return false;
    const slice = text.slice(span.start, span.end).replaceAll(/\s+/g, ' ').trim();
    const key = toComparable(slice);
    if (
      key.length < 2 ||
      seen.has(key) ||
      isOnceOnly(slice) ||
      ids.some((id) => id !== '' && slice.includes(id))
    )
      return false;
    seen.add(key);
    taken.push(span);
    found.push({ check: { kind: 'contains', text: slice }, sort, isLikely });
    return true;
  }

  for (const span of spansOf(text, addresses)) add('entity', span);
  for (const span of spansOf(text, codes)) {
    const code = text.slice(span.start, span.end);
    const shape = shapeOf(code);
    const isAsked = user.includes(code);
    const hasShape = found.some(({ check }) => check.kind === 'matches');
    if (!isAsked && !hasShape && shape !== undefined && !isOnceOnly(code)) {
      found.push({ check: { kind: 'matches', pattern: shape }, sort: 'entity', isLikely: true });
    }
    // A new one may be given out each time; one that the person named comes back.
    add('entity', span, isAsked || shape === undefined);
  }
  for (const span of spansOf(text, quantities)) add('number', withNeighbour(text, span, words));
  for (const span of names(text, words)) add('entity', span);
  for (const { start, end } of words) {
    if (numberWords.has(toComparable(text.slice(start, end))))
      add('number', withNeighbour(text, { start, end }, words));
  }
  const phrases = [...keyPhrases(text, words, asked)].sort((a, b) => b.weight - a.weight);
  let likely = 0;
  for (const phrase of phrases) if (add('phrase', phrase, likely < likelyPhrases)) likely++;
  const order: readonly CheckSort[] = ['entity', 'number', 'phrase'];
  return order.flatMap((sort) => found.filter((one) => one.sort === sort));
}

/** Mail addresses and links. */
const addresses =
  /\b[\w.+-]+@[\w-]+\.[\w.-]*\w|\bhttps?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?]|\bwww\.[\w.-]*\w/gu;
/** Capital letters and digits, as a booking has: BK-20881. */
const codes = /\b(?=[A-Z\d-]*[A-Z])(?=[A-Z\d-]*\d)[A-Z\d]+(?:-[A-Z\d]+)*\b/gu;
const quantities =
  /[£$€¥]\s?\d[\d.,]*\d|[£$€¥]\s?\d|\+?\d[\d ()-]{6,}\d|\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\b)?|\d+(?:[.,]\d+)*(?:\s?(?:%|[ap]\.?m\b|[£€¥]))?/gu;

const numberWords = new Set(
  (
    'two three four five six seven eight nine ten eleven twelve fifteen twenty thirty fifty hundred noon midnight ' +
    'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert'
  ).split(' '),
);

/** Words that say nothing about what a reply is about. */
const emptyWords = new Set(
  (
    'about after again all also and any anything are because been before being between both but can cannot could did ' +
    'does doing down each else ever every everything few for from further get give goes going got had has have having ' +
    'here how into its just know let like look looked make many may maybe more most much must need not now off okay once ' +
    'one only other our out over own please possible really right same say see shall should since some something soon ' +
    'still such sure take tell than thank thanks that the their them then there these they thing things this those ' +
    'though through too under until upon use usually very want was way well were what when where which while who whom ' +
    'why will with within without would yes yet you your yours ' +
    'aber alle als auch auf aus bei bin bis bitte das dass dem den der des die dies doch ein eine einem einen einer ' +
    'eines für gerne haben hat hier ich ihnen ihr ihre ihren ist kann kein keine können mich mir mit nach nicht noch ' +
    'nur oder sehr sich sie sind über und uns unser von war was wenn werden wie wir wird zu zum zur ' +
    'con del ella ellos esta este esto las los más muy para pero por que sus una uno usted ' +
    'avec ces cette dans des elle est les leur mais nous par pas pour que qui son sont sur une vous votre'
  ).split(' '),
);

function wordsOf(text: string): readonly Span[] {
  const words: Span[] = [];
  for (const { segment, index, isWordLike } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(
    text,
  )) {
    if (isWordLike === true) words.push({ start: index, end: index + segment.length });
  }
  return words;
}

function spansOf(text: string, expression: RegExp): readonly Span[] {
  return Array.from(text.matchAll(expression), ({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
}

/** A number by itself is found in other numbers: with what it counts, or with the word before it. */
function withNeighbour(text: string, span: Span, words: readonly Span[]): Span | undefined {
  const written = text.slice(span.start, span.end);
  if (!/^[\p{L}\d]/u.test(written) || /[%£€¥m]$/.test(written) || /\d[:.]\d/.test(written)) return span;
  const next = words.find(({ start }) => start >= span.end);
  if (next !== undefined && /^[ \u00a0-]?$/.test(text.slice(span.end, next.start))) {
    const word = toComparable(text.slice(next.start, next.end));
    if (!isEmptyWord(word)) return { start: span.start, end: next.end };
  }
  if (written.length >= 4) return span;
  const before = words.findLast(({ end }) => end <= span.start);
  if (before !== undefined && /^\s$/.test(text.slice(before.end, span.start))) {
    return { start: before.start, end: span.end };
  }
  return written.length === 1 ? undefined : span;
}

/** Words with a capital letter that do not begin a sentence, those in a row together. */
function names(text: string, words: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const [index, word] of words.entries()) {
    const written = text.slice(word.start, word.end);
    const before = words[index - 1];
    const between = text.slice(before?.end ?? 0, word.start);
    const beginsSentence = before === undefined || /[.!?:\n。¿¡•]/u.test(between);
    if (!/^\p{Lu}\p{L}/u.test(written) || emptyWords.has(toComparable(written))) continue;
    const last = found.at(-1);
    if (last !== undefined && last.end === before?.end && /^[ -]$/.test(between)) {
      found[found.length - 1] = { start: last.start, end: word.end };
    } else if (!beginsSentence) found.push(word);
  }
  return found;
}

/** Runs of words that carry meaning, at most three; those that take up what was asked weigh more. */
function* keyPhrases(
  text: string,
  words: readonly Span[],
  asked: ReadonlySet<string>,
): Generator<Span & { readonly weight: number }> {
  let run: Span[] = [];
  const flush = function* (): Generator<Span & { readonly weight: number }> {
    for (let from = 0; from < run.length; from += 3) {
      const part = run.slice(from, from + 3);
      const [first, last] = [part[0], part.at(-1)];
      if (first === undefined || last === undefined) continue;
      const taken = part.filter(({ start, end }) => asked.has(toComparable(text.slice(start, end)))).length;
      yield { start: first.start, end: last.end, weight: last.end - first.start + taken * 20 };
    }
    run = [];
  };
  for (const word of words) {
    const last = run.at(-1);
    const isApart = last !== undefined && !/^[ \u00a0'’-]?$/.test(text.slice(last.end, word.start));
    const isEmpty = isEmptyWord(toComparable(text.slice(word.start, word.end)));
    if (isApart || isEmpty) yield* flush();
    if (!isEmpty) run.push(word);
  }
  yield* flush();
}

function isEmptyWord(word: string): boolean {
  return (/^[\p{Script=Latin}\d'’]+$/u.test(word) && word.length < 4) || emptyWords.has(word);
}

/** A code with any digits: `BK-\d{5}`. */
function shapeOf(code: string): string | undefined {
  if (!/^[A-Z]{1,6}-?\d{2,8}$/.test(code)) return undefined;
  const shape = code.replace(/\d+/, (digits) => String.raw`\d{${digits.length}}`);
  return patternProblem(shape) === undefined ? shape : undefined;
}
