import { cpuUsage } from 'node:process';
import { createContext, Script } from 'node:vm';
import * as l10n from '@vscode/l10n';
import { classifyPattern } from './runawayPattern.ts';

/** What a regular expression of a test file may cost for one text. */
const longestMatchMs = 50;
const longestPattern = 1000;
/** A reply that is longer cannot be searched by an expression with loops; the check then fails. */
const longestText = 100_000;

export interface PatternProblem {
  readonly sentence: string;
  readonly remedy: string;
}

interface KnownPattern {
  readonly problem?: PatternProblem | undefined;
  readonly flags: 'u' | '';
  /** Searched under the time limit. */
  readonly isGuarded: boolean;
}

const known = new Map<string, KnownPattern>();
const mostKnown = 1000;

function look(source: string): KnownPattern {
  let pattern = known.get(source);
  if (pattern === undefined) {
    pattern = readPattern(source);
    if (known.size >= mostKnown) known.clear();
    known.set(source, pattern);
  }
  return pattern;
}

/** What is wrong with a regular expression as it is written in a test file; undefined when it may be used. */
export function patternProblem(source: string): PatternProblem | undefined {
  return look(source).problem;
}

function readPattern(source: string): KnownPattern {
  const refused = (sentence: string, remedy: string): KnownPattern => ({
    problem: { sentence, remedy },
    flags: '',
    isGuarded: true,
  });
  if (source === '') {
    return refused(
      l10n.t('An empty expression finds something in every text.'),
      l10n.t('Write an expression.'),
    );
  }
  if (source.length > longestPattern) {
    return refused(
      l10n.t('This expression is longer than {0} characters.', longestPattern),
      l10n.t('Use several shorter ones.'),
    );
  }
  if (source.startsWith('(?i)')) {
    return refused(
      l10n.t('{0} is not known to JavaScript.', '(?i)'),
      l10n.t('Remove it: upper and lower case are alike unless {0} says otherwise.', 'exact: true'),
    );
  }
  const flags = flagsFor(source);
  if (flags === undefined) {
    return refused(
      l10n.t('This is not a regular expression: {0}', whyNot(source)),
      l10n.t('Use the expressions of JavaScript, in single quotation marks.'),
    );
  }
  try {
    const { kind, isGuarded } = classifyPattern(source, flags);
    if (kind === 'fine') return { flags, isGuarded };
    return kind === 'tooLong'
      ? refused(l10n.t('This expression is too large to be checked.'), l10n.t('Use several shorter ones.'))
      : refused(
          l10n.t('This expression could run away: on some replies it would never come to an end.'),
          l10n.t('Do not repeat what repeats already, as in {0}; write {1}.', '(a+)+', 'a+'),
        );
  } catch {
    return refused(l10n.t('This expression cannot be checked.'), l10n.t('Write it in a simpler way.'));
  }
}

/** Strict where it can be; an escape such as `\-`, which people write, needs the older reading. */
function flagsFor(source: string): 'u' | '' | undefined {
  for (const flags of ['u', ''] as const) {
    try {
      void new RegExp(source, flags);
      return flags;
    } catch {
      // The other one is tried.
    }
  }
  return undefined;
}

function whyNot(source: string): string {
  try {
    void new RegExp(source);
    return '';
  } catch (error) {
    // V8 repeats the expression before it says why.
    return error instanceof Error ? (error.message.split(': ').at(-1) ?? '') : '';
  }
}

export type PatternMatch =
  | {
      readonly kind: 'found';
      readonly start: number;
      readonly text: string;
      readonly group: string | undefined;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'tookTooLong' };

/** What all searches in one reply may take together, in processor time: the thread is also that of an editor. */
const longestSearchMs = 80;
let searchLeftMs = longestSearchMs;

/** To be called before a reply is looked at. */
export function beginSearches(): void {
  searchLeftMs = longestSearchMs;
}

interface Guard {
  readonly context: { expression: RegExp; text: string };
  readonly search: Script;
}

/** Made when first needed: a context is a whole engine of its own. */
let guard: Guard | undefined;

function createGuard(): Guard {
  const context = { expression: /a/, text: '' };
  createContext(context);
  return { context, search: new Script('expression.exec(text)') };
}

/**
 * Finds the first place. An expression with loops is searched under a time limit, which ends the search inside of the
 * engine; then nothing is known about the text.
 */
export function searchPattern(source: string, text: string, exact: boolean): PatternMatch {
  const { flags, isGuarded } = look(source);
  const expression = new RegExp(source, `${flags}${exact ? '' : 'i'}`);
  const found = isGuarded ? searchGuarded(expression, text) : expression.exec(text);
  if (found === 'tookTooLong') return { kind: 'tookTooLong' };
  if (found === null) return { kind: 'none' };
  return { kind: 'found', start: found.index, text: found[0], group: found[1] };
}

/** How often a search may be begun again whose time has passed while other programs had the processor. */
const mostStarved = 40;

/**
 * Under a time limit, which the engine measures by the clock. On a busy machine the clock says little, so what counts
 * is processor time: a search that got none of it is begun again.
 */
function searchGuarded(expression: RegExp, text: string): RegExpExecArray | null | 'tookTooLong' {
  if (text.length > longestText) return 'tookTooLong';
  const { context, search } = (guard ??= createGuard());
  context.expression = expression;
  context.text = text;
  try {
    for (let attempt = 0; attempt < mostStarved && searchLeftMs >= 1; attempt++) {
      const timeout = Math.ceil(Math.min(longestMatchMs, searchLeftMs));
      const before = cpuUsage();
      try {
        return search.runInContext(context, { timeout }) as RegExpExecArray | null;
      } catch {
        if (usedMs(before) > timeout / 2) return 'tookTooLong';
      } finally {
        searchLeftMs -= usedMs(before);
      }
    }
    return 'tookTooLong';
  } finally {
    context.text = '';
  }
}

/** Processor time of this process since then, in milliseconds. */
function usedMs(before: NodeJS.CpuUsage): number {
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
}
