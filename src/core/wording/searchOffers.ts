import * as l10n from '@vscode/l10n';
import { environments } from '../connection/connection.ts';
import { conversationStates } from '../conversation/conversation.ts';
import { conversationTraits } from '../history/conversationFilter.ts';
import { searchKeys, type SearchKey, type SearchProblem } from '../history/search/searchQuery.ts';
import { toStateText } from './stateText.ts';
import { toVisibleLine } from '../text/visibleText.ts';

/** What can be typed next: the whole text with it. */
export interface SearchOffer {
  readonly text: string;
  /** The part that is new, as `state:failed`. */
  readonly label: string;
  readonly meaning?: string | undefined;
}

/** Values that are in this history. */
export interface KnownValues {
  readonly connections: readonly string[];
  readonly tags: readonly string[];
}

const mostOffers = 12;

/** Offers the keys at the beginning and while one is typed, and behind a key its values. */
export function toSearchOffers(text: string, known: KnownValues): readonly SearchOffer[] {
  const [typed = ''] = /(?:"[^"]*|[^\s"])*$/.exec(text) ?? [];
  const before = text.slice(0, text.length - typed.length);
  const [, name = '', value] = /^(\w+):"?(.*)$/s.exec(typed) ?? [];
  const key = searchKeys.find((candidate) => candidate === name.toLowerCase());
  if (key !== undefined) {
    return valuesOf(key, known)
      .filter((one) => one.toLowerCase().startsWith((value ?? '').toLowerCase()) && one !== value)
      .slice(0, mostOffers)
      .map((one) => {
        const label = `${key}:${/\s/.test(one) ? `"${one}"` : one}`;
        const state = key === 'state' && conversationStates.find((known) => known === one);
        return { text: `${before}${label} `, label, ...(state && { meaning: toStateText({ state }) }) };
      });
  }
  // In the middle of a text every word would bring offers: only the beginning of a key does.
  if (text.trim() !== '' && typed.length < 2) return [];
  const meanings = toMeanings();
  return searchKeys
    .filter((candidate) => candidate.startsWith(typed.toLowerCase()))
    .map((candidate) => ({
      text: `${before}${candidate}:`,
      label: `${candidate}:`,
      meaning: meanings[candidate],
    }));
}

function valuesOf(key: SearchKey, known: KnownValues): readonly string[] {
  switch (key) {
    case 'from':
      return ['me', 'agent'];
    case 'connection':
      return known.connections.map((name) => toVisibleLine(name, 60));
    case 'state':
      return conversationStates;
    case 'tag':
      return known.tags;
    case 'before':
    case 'after':
      return ['today', 'yesterday', '7d', '4w', '3m'];
    case 'is':
      return conversationTraits;
    case 'environment':
      return environments;
    default:
      return [];
  }
}

function toMeanings(): Readonly<Record<SearchKey, string>> {
  return {
    from: l10n.t('who said it'),
    connection: l10n.t('a part of its name'),
    state: l10n.t('how the conversation stands'),
    tag: l10n.t('a tag of yours'),
    before: l10n.t('created before that day'),
    after: l10n.t('created on that day or later'),
    is: l10n.t('pinned, failed, handed off, open, a rerun, from a test, your own'),
    channel: l10n.t('the channel it was created with'),
    variant: l10n.t('the variant it was created with'),
    environment: l10n.t('of its connection'),
  };
}

export function toProblemSentence({ key, value }: SearchProblem): string {
  return l10n.t('{0} means nothing here and is left out.', toVisibleLine(`${key}:${value}`, 60));
}
