import { parseChatTest } from './parseChatTest.ts';

/** What stands instead of a stretch of the file. */
export interface AcceptedReply {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface ReplyToAccept {
  /** The file as it is now. */
  readonly source: string;
  /** Which turn of the test, from 0. */
  readonly turn: number;
  readonly reply: string;
  /** What stood there when the test was run, or the beginning of it: if it is another text now, nothing is replaced. */
  readonly before?: string | undefined;
}

/**
 * The edit after which `said` of a turn is what the agent says now. It touches that value alone: comments, layout and the
 * way it was quoted survive where the new text allows it. Undefined when the turn has no `said`, or says so already.
 */
export async function acceptReply(
  { source, turn, reply, before }: ReplyToAccept,
  today: string,
): Promise<AcceptedReply | undefined> {
  const { test } = await parseChatTest(source, { today });
  const said = test?.turns[turn]?.said;
  if (test === undefined || said === undefined || said.value === reply) return undefined;
  if (before !== undefined && before !== said.value.slice(0, before.length)) return undefined;
  const { start } = said;
  const written = source.slice(start, said.end);
  // A block ends with its line breaks, which belong to what follows it.
  const end = start + written.trimEnd().length;
  const others = sayings(test.turns, turn);
  for (const text of writings(reply, written, indentOf(source, start))) {
    const edited = source.slice(0, start) + text + source.slice(end);
    // oxlint-disable-next-line no-await-in-loop -- the first that is read as meant
    const read = await parseChatTest(edited, { today });
    const now = read.test?.turns[turn]?.said?.value;
    const isMeant = read.problems.length === 0 && (now === reply || isBlock(text, now, reply));
    if (isMeant && sayings(read.test?.turns ?? [], turn) === others) return { start, end, text };
  }
  return undefined;
}

type Turns = NonNullable<Awaited<ReturnType<typeof parseChatTest>>['test']>['turns'];

/** All but the one that changes: it is to stay as it is. */
function sayings(turns: Turns, except: number): string {
  return JSON.stringify(
    turns.map(({ kind, user, said, expect, capture }, index) => [
      kind,
      user?.source,
      index === except ? '' : said?.value,
      expect?.checks.length,
      capture.length,
    ]),
  );
}

/** The ways to write a text, the one that looks most like what was there first. */
function writings(text: string, before: string, indent: string): readonly string[] {
  const double = toDoubleQuoted(text);
  if (/[^\P{C}\n]|[\u2028\u2029]/u.test(text)) return [double];
  const single = `'${text.replaceAll("'", "''")}'`;
  if (/^[|>]/.test(before)) {
    const header = /^[|>][^\n]*/.exec(before)?.[0].replace('>', '|') ?? '|';
    const inner = /\n([ ]+)\S/.exec(before)?.[1] ?? `${indent}  `;
    const block = text
      .split('\n')
      .map((line) => (line === '' ? '' : inner + line))
      .join('\n');
    return [`${header}\n${block}`, double];
  }
  const ways = text.includes('\n') ? [double] : [text, single, double];
  const first = before.startsWith('"') ? double : before.startsWith("'") ? single : text;
  return text.includes('\n') ? ways : [first, ...ways.filter((way) => way !== first)];
}

/** What cannot be seen is written out, so that it can be found. */
function toDoubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function indentOf(source: string, offset: number): string {
  const from = source.lastIndexOf('\n', offset - 1) + 1;
  return /^[ ]*(?:- )?/.exec(source.slice(from))?.[0].replaceAll('-', ' ') ?? '';
}

/** A block ends with a line break that was not said. */
function isBlock(text: string, now: string | undefined, reply: string): boolean {
  return text.startsWith('|') && now?.replace(/\n$/, '') === reply;
}
