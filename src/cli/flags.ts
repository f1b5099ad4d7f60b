import { parseArgs } from 'node:util';
import { flagLetters, flagSpellings, isFlagName } from './commandFlags.ts';
import { UsageError } from './usageError.ts';

/** `text` takes a value, `texts` may be repeated, `switch` takes none, and `count` may be given a number. */
export type FlagKind = 'text' | 'texts' | 'switch' | 'count';

export type FlagKinds<Name extends string> = Readonly<Record<Name, FlagKind>>;

export interface ParsedFlags<Name extends string> {
  readonly text: (name: Name) => string | undefined;
  readonly texts: (name: Name) => readonly string[];
  readonly has: (name: Name) => boolean;
  /** What stands without a flag; empty unless the command takes words. */
  readonly words: readonly string[];
}

/** Help was asked for in a place where a flag can stand. A message that says “help” is none. */
export class HelpRequest extends Error {}

/** Flags that a person may try for a secret. Their values are never repeated, and nothing is sent. */
const secretFlag = /^(?:x-)?(?:api-?key|token|key|secret|password)$/i;

/**
 * Reads a command's flags. Throws UsageError, in which only names of ours stand: what was typed in a wrong place may be
 * a secret. Throws HelpRequest where the command's help was asked for.
 */
export function parseFlags<Name extends string>(
  command: string,
  kinds: FlagKinds<Name>,
  args: readonly string[],
  takesWords = false,
): ParsedFlags<Name> {
  const names = Object.keys(kinds) as Name[];
  const options = names.map((name) => [name, optionOf(name, kinds[name])] as const);
  const known = new Map<string, (typeof options)[number][1]>(options);
  for (const [spelling, name] of Object.entries(flagSpellings)) {
    const option = known.get(name);
    if (option) known.set(spelling, option);
  }
  const { tokens } = parseArgs({
    args: joinCounts(args, kinds),
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (tokens.some((token) => isHelp(token, takesWords))) throw new HelpRequest();
  const help = `Run “polyai-chat ${command} --help” to see its flags.`;
  const values = new Map<Name, string[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      if (takesWords) {
        words.push(token.value);
        continue;
      }
      throw new UsageError(`${command} takes flags only, but there is a word without one.`, help);
    }
    const name = names.find((candidate) => candidate === (flagSpellings[token.name] ?? token.name));
    if (name === undefined) {
      if (secretFlag.test(token.name)) throw secretInFlag(token.rawName);
      throw noSuchFlag(command, token, names, help);
    }
    values.set(name, [...(values.get(name) ?? []), valueOf(token, kinds[name], help)]);
  }
  for (const [name, given] of values) {
    if ((kinds[name] === 'text' || kinds[name] === 'count') && given.length > 1) {
      throw new UsageError(`--${name} can be given only once.`, help);
    }
  }
  return {
    text: (name) => values.get(name)?.[0],
    texts: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
    words,
  };
}

/** Only the name of a flag of ours is repeated; one that was nearly hit is offered. */
function noSuchFlag(
  command: string,
  { name, rawName }: OptionToken,
  names: readonly string[],
  help: string,
): UsageError {
  if (isFlagName(name)) return new UsageError(`${command} has no flag ${rawName}.`, help);
  const near = nearName(name, names);
  return new UsageError(
    `${command} has no such flag.`,
    near === undefined ? help : `Is --${near} meant? ${help}`,
  );
}

/** The name of ours that was nearly hit. */
export function nearName(typed: string, names: readonly string[]): string | undefined {
  return names.find((name) => isNear(typed, name));
}

/** One letter more, less, different, or two swapped. */
function isNear(typed: string, name: string): boolean {
  if (Math.abs(typed.length - name.length) > 1 || name.length < 4) return false;
  let start = 0;
  while (start < name.length && typed[start] === name[start]) start++;
  const [a, b] = [typed.slice(start), name.slice(start)];
  const isSwapped = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || isSwapped;
}

/** `--bail 3` as `--bail=3`: a number right behind such a flag is its own, everything else is a word. */
function joinCounts<Name extends string>(args: readonly string[], kinds: FlagKinds<Name>): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const flag = joined.at(-1);
    const isCount = flag?.startsWith('--') === true && kinds[flag.slice(2) as Name] === 'count';
    if (isCount && /^\d+$/.test(arg)) joined[joined.length - 1] = `${flag}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

function optionOf(name: string, kind: FlagKind) {
  const type = kind === 'switch' || kind === 'count' ? ('boolean' as const) : ('string' as const);
  const short = flagLetters[name];
  return short === undefined ? { type } : { type, short };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function valueOf(token: OptionToken, kind: FlagKind, help: string): string {
  const { name, rawName, inlineValue } = token;
  // `-m=hi` is meant as `--message=hi` is.
  const isLetter = inlineValue === true && !rawName.startsWith('--');
  const value = isLetter ? token.value?.replace(/^=/, '') : token.value;
  if (kind === 'switch') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value.`, help);
    return '';
  }
  if (kind === 'count') return value ?? '';
  // `--channel --json` is a forgotten value far more often than a channel of that name.
  if (value === undefined || (inlineValue !== true && value.startsWith('--'))) {
    throw new UsageError(
      `${rawName} needs a value.`,
      `If the value itself begins with dashes, write --${name}=--value.`,
    );
  }
  return value;
}

function isHelp(
  token: { readonly kind: string; readonly rawName?: string; readonly value?: unknown },
  takesWords: boolean,
) {
  if (token.kind === 'positional') return !takesWords && token.value === 'help';
  return token.rawName === '--help' || token.rawName === '-h';
}

function secretInFlag(rawName: string): UsageError {
  return new UsageError(
    `There is no flag ${rawName}: other people on this machine could read it in the list of processes.`,
    'Set POLYAI_API_KEY and POLYAI_TOKEN in the environment instead.',
  );
}
