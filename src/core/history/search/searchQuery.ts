import { conversationStates } from '../../conversation/conversation.ts';
import { environments } from '../../connection/connection.ts';
import { conversationTraits, type ConversationFilter } from '../conversationFilter.ts';
import { foldText } from './foldText.ts';
import { readDay } from './searchDays.ts';
import { toSearchTerm, type SearchTerm } from './searchTerms.ts';

/** What a person looks for: terms that stand in one message or reply, in a conversation that the filter lets through. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[];
  /** Who said it. */
  readonly from?: 'user' | 'agent' | undefined;
  readonly filter: ConversationFilter;
  /** What was typed behind a key and means nothing; the query goes on without it. */
  readonly problems: readonly SearchProblem[];
}

export interface SearchProblem {
  readonly key: SearchKey;
  readonly value: string;
}

/** In the order in which they are offered. */
export const searchKeys = [
  'from',
  'connection',
  'state',
  'tag',
  'before',
  'after',
  'is',
  'channel',
  'variant',
  'environment',
] as const;

export type SearchKey = (typeof searchKeys)[number];

const people = { user: ['me', 'user', 'you', 'ich', 'sie'], agent: ['agent', 'bot'] } as const;

/** More than is typed: the rest of a paste is not looked for. */
const longestQuery = 1000;
const mostTerms = 20;

const part = /(?:(?<key>\p{L}+):)?(?:"(?<quoted>[^"]*)(?:"|$)|(?<plain>[^\s"]+)|(?<=:)(?!\S))|\S/gu;

/** `now` in milliseconds since 1970; days are those of the local calendar. */
export function parseSearchQuery(text: string, now: number): SearchQuery {
  const terms: SearchTerm[] = [];
  const values = new Map<SearchKey, string[]>();
  const add = (said: string, isPrefix: boolean) => {
    const term = terms.length < mostTerms ? toSearchTerm(said, isPrefix) : undefined;
    if (term) terms.push(term);
  };
  for (const { groups = {}, 0: whole } of text.slice(0, longestQuery).matchAll(part)) {
    const { key, quoted, plain } = groups;
    const known = searchKeys.find((candidate) => candidate === key?.toLowerCase());
    const value = (quoted ?? plain ?? '').trim();
    // The key alone: its value is being typed.
    if (known !== undefined) values.set(known, [...(values.get(known) ?? []), ...(value ? [value] : [])]);
    else if (key !== undefined && quoted !== undefined) {
      add(key, true);
      add(quoted, false);
    } else add(whole, quoted === undefined);
  }
  return { terms, ...readValues(values, now) };
}

function readValues(
  values: ReadonlyMap<SearchKey, readonly string[]>,
  now: number,
): Omit<SearchQuery, 'terms'> {
  const problems: SearchProblem[] = [];
  const of = (key: SearchKey) => values.get(key) ?? [];
  const known = <T extends string>(key: SearchKey, names: readonly T[]): T[] | undefined => {
    const found = of(key).flatMap((value) => {
      const matching = namesLike(value, names);
      if (matching.length === 0) problems.push({ key, value });
      return matching;
    });
    return found.length > 0 ? found : undefined;
  };
  const day = (key: 'before' | 'after') =>
    of(key).flatMap((value) => {
      const found = readDay(value, now);
      if (found === undefined) problems.push({ key, value });
      return found ?? [];
    });
  const some = (key: SearchKey) => (of(key).length > 0 ? of(key) : undefined);
  const from = known('from', [...people.user, ...people.agent]);
  const who = from && (people.agent as readonly string[]).includes(from[0] ?? '') ? 'agent' : 'user';
  return {
    ...(from ? { from: who } : {}),
    filter: withoutUndefined({
      connectionNames: some('connection'),
      states: known('state', conversationStates),
      environments: known('environment', environments),
      channels: some('channel'),
      variants: some('variant'),
      tags: some('tag'),
      is: known('is', conversationTraits),
      createdBefore: day('before').toSorted()[0],
      createdFrom: day('after').toSorted().at(-1),
    }),
    problems,
  };
}

/** The name itself, or those that begin so while it is being typed; `handed-off` is `handedOff`. */
function namesLike<T extends string>(value: string, names: readonly T[]): readonly T[] {
  const plain = (name: string) => foldText(name).folded.replaceAll(/[^\p{L}\p{N}]/gu, '');
  const wanted = plain(value);
  if (wanted === '') return [];
  const exact = names.filter((name) => plain(name) === wanted);
  return exact.length > 0 ? exact : names.filter((name) => plain(name).startsWith(wanted));
}

function withoutUndefined(filter: ConversationFilter): ConversationFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
