import { parseArgs } from 'node:util';
import { UsageError } from './usageError.ts';

/** `text` takes a value, `texts` may be repeated, `switch` takes none. */
export type FlagKind = 'text' | 'texts' | 'switch';

export type FlagKinds<Name extends string> = Readonly<Record<Name, FlagKind>>;

export interface ParsedFlags<Name extends string> {
  readonly text: (name: Name) => string | undefined;
  readonly texts: (name: Name) => readonly string[];
  readonly has: (name: Name) => boolean;
}

/** Help was asked for in a place where a flag can stand. A message that says “help” is none. */
export class HelpRequest extends Error {}

/** Flags that have one letter too, in every command that knows them. */
const letters: Readonly<Record<string, string>> = { message: 'm' };

/** As `poly chat` spells them. */
const spellings: Readonly<Record<string, string>> = {
  'conversation-id': 'conversation',
  'conv-id': 'conversation',
};

/** Flags that a person may try for a secret. Their values are never repeated, and nothing is sent. */
const secretFlag = /^(?:x-)?(?:api-?key|token|key|secret|password)$/i;

/**
 * Reads a command's flags. Throws UsageError, in which only names stand and never a value: what was typed in a
 * wrong place may be a secret. Throws HelpRequest where the command's help was asked for.
 */
export function parseFlags<Name extends string>(
  command: string,
  kinds: FlagKinds<Name>,
  args: readonly string[],
): ParsedFlags<Name> {
  const names = Object.keys(kinds) as Name[];
  const options = names.map((name) => [name, optionOf(name, kinds[name])] as const);
  const known = new Map<string, (typeof options)[number][1]>(options);
  for (const [spelling, name] of Object.entries(spellings)) {
    const option = known.get(name);
    if (option) known.set(spelling, option);
  }
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(known),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (tokens.some(isHelp)) throw new HelpRequest();
  const help = `Run “polyai-chat ${command} --help” to see its flags.`;
  const values = new Map<Name, string[]>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new UsageError(`${command} takes flags only, but there is a word without one.`, help);
    }
    const name = names.find((candidate) => candidate === (spellings[token.name] ?? token.name));
    if (name === undefined) {
      if (secretFlag.test(token.name)) throw secretInFlag(token.rawName);
      throw new UsageError(`${command} has no flag ${token.rawName}.`, help);
    }
    values.set(name, [...(values.get(name) ?? []), valueOf(token, kinds[name], help)]);
  }
  for (const [name, given] of values) {
    if (kinds[name] === 'text' && given.length > 1) {
      throw new UsageError(`--${name} can be given only once.`, help);
    }
  }
  return {
    text: (name) => values.get(name)?.[0],
    texts: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  };
}

function optionOf(name: string, kind: FlagKind) {
  const type = kind === 'switch' ? ('boolean' as const) : ('string' as const);
  const short = letters[name];
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
  // `--channel --json` is a forgotten value far more often than a channel of that name.
  if (value === undefined || (inlineValue !== true && value.startsWith('--'))) {
    throw new UsageError(
      `${rawName} needs a value.`,
      `If the value itself begins with dashes, write --${name}=--value.`,
    );
  }
  return value;
}

function isHelp(token: { readonly kind: string; readonly rawName?: string; readonly value?: unknown }) {
  if (token.kind === 'positional') return token.value === 'help';
  return token.rawName === '--help' || token.rawName === '-h';
}

function secretInFlag(rawName: string): UsageError {
  return new UsageError(
    `There is no flag ${rawName}: other people on this machine could read it in the list of processes.`,
    'Set POLYAI_API_KEY and POLYAI_TOKEN in the environment instead.',
  );
}
