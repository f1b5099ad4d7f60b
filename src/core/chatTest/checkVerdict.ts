import * as l10n from '@vscode/l10n';
import type { Handoff } from '../chatApi/chatClient.ts';
import type { Check, Pattern } from './chatTest.ts';
import { countCharacters, toComparable, toReadable } from './compareText.ts';
import type { JudgedReply, Resolve } from './judgedReply.ts';
import { searchPattern } from './pattern.ts';
import { isSameJson, jsonAt } from './replyJson.ts';

/** A reply with what its checks need of the turn and the case. */
export interface Subject extends JudgedReply {
  readonly said?: string | undefined;
  readonly resolve: Resolve;
}

export type SingleCheck = Exclude<Check, { kind: 'not' }>;

/** A verdict on one check: what was wanted and what is there, or that it could not be told. */
export interface Verdict {
  readonly holds: boolean | 'unknown';
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  /** Of what could not be told: why. */
  readonly sentence: string;
}

/** Whether one check holds for the reply. */
export function verdictOn(subject: Subject, check: SingleCheck, exact: boolean): Verdict {
  const { resolve } = subject;
  switch (check.kind) {
    case 'contains':
    case 'containsAny':
    case 'equals':
    case 'oneOf':
    case 'startsWith':
    case 'endsWith':
      return textVerdict(subject.text, check.kind, check.texts.map(resolve), exact);
    case 'matches':
      return matchVerdict(subject.text, check.patterns, exact, 'matches');
    case 'length': {
      const count = countCharacters(subject.text);
      const { min, max } = check;
      const expected = lengthWords(min, max);
      return {
        name: 'length',
        holds: count >= (min ?? 0) && count <= (max ?? count),
        expected,
        actual: l10n.t('{0} characters', count),
        sentence: l10n.t('The reply has {0} characters; expected: {1}.', count, expected),
      };
    }
    case 'latencyMs': {
      const took = Math.round(subject.latencyMs);
      return {
        name: 'latencyMs',
        holds: took <= check.most,
        expected: l10n.t('at most {0} ms', check.most),
        actual: l10n.t('{0} ms', took),
        sentence: l10n.t('The reply took {0} ms, longer than {1} ms.', took, check.most),
      };
    }
    case 'ended':
      return {
        name: 'ended',
        holds: subject.ended === check.ended,
        expected: String(check.ended),
        actual: String(subject.ended),
        sentence: check.ended
          ? l10n.t('The agent did not end the conversation.')
          : l10n.t('The agent ended the conversation.'),
      };
    case 'handoff': {
      const there = subject.handoff !== undefined;
      return {
        name: 'handoff',
        holds: there === check.handoff,
        expected: String(check.handoff),
        actual: handoffWords(subject.handoff),
        sentence: check.handoff
          ? l10n.t('The agent did not hand off.')
          : l10n.t('The agent handed off: {0}.', handoffWords(subject.handoff)),
      };
    }
    case 'handoffField':
      return handoffVerdict(subject, check, exact);
    case 'json':
      return jsonVerdict(subject, check);
    case 'same': {
      const said = subject.said ?? '';
      const isSame = exact ? subject.text === said : toComparable(subject.text) === toComparable(said);
      return {
        name: 'same',
        holds: isSame,
        expected: said,
        actual: subject.text,
        sentence: l10n.t('The reply is not the one that was recorded.'),
      };
    }
  }
}

type TextKind = 'contains' | 'containsAny' | 'equals' | 'oneOf' | 'startsWith' | 'endsWith';

function textVerdict(actual: string, kind: TextKind, texts: readonly string[], exact: boolean): Verdict {
  const form = exact ? (text: string) => text : toComparable;
  const isPart = kind !== 'equals' && kind !== 'oneOf';
  if (isPart && texts.some((text) => form(text) === '')) {
    // A variable was empty: this would be green whatever the agent says.
    const sentence = l10n.t('An empty text stands in every reply.');
    return { name: kind, holds: 'unknown', expected: texts.map(quote).join(', '), actual, sentence };
  }
  const reply = form(actual);
  const holdsFor = (text: string): boolean => {
    const wanted = form(text);
    switch (kind) {
      case 'contains':
      case 'containsAny':
        return reply.includes(wanted);
      case 'equals':
      case 'oneOf':
        return reply === wanted;
      case 'startsWith':
        return reply.startsWith(wanted);
      case 'endsWith':
        return reply.endsWith(wanted);
    }
  };
  const missing = texts.filter((text) => !holdsFor(text));
  const isAny = kind === 'containsAny' || kind === 'oneOf';
  const expected = (isAny || missing.length === 0 ? texts : missing).map(quote).join(', ');
  return {
    name: kind,
    holds: isAny ? missing.length < texts.length : missing.length === 0,
    expected,
    actual,
    // Nearly always everything holds, and none of this is asked for.
    get sentence() {
      return textSentence(kind, expected, missing.length);
    },
  };
}

function textSentence(kind: TextKind, expected: string, count: number): string {
  switch (kind) {
    case 'contains':
      return l10n.t('The reply does not contain {0}.', expected);
    case 'containsAny':
      return count === 1
        ? l10n.t('The reply does not contain {0}.', expected)
        : l10n.t('The reply contains none of {0}.', expected);
    case 'equals':
      return l10n.t('The reply is not {0}.', expected);
    case 'oneOf':
      return l10n.t('The reply is none of {0}.', expected);
    case 'startsWith':
      return l10n.t('The reply does not begin with {0}.', expected);
    case 'endsWith':
      return l10n.t('The reply does not end with {0}.', expected);
  }
}

/** `name` is that of the check; a pattern is tried on the text as it is and as a person reads it. */
function matchVerdict(text: string, patterns: readonly Pattern[], exact: boolean, name: string): Verdict {
  const holds = patterns.map(({ source }) => {
    const results = (exact ? [text] : [text, toReadable(text)]).map(
      (form) => searchPattern(source, form, exact).kind,
    );
    if (results.includes('found')) return true;
    return results.includes('tookTooLong') ? 'unknown' : false;
  });
  const expected = patterns.map(({ source }) => `/${source}/`).join(', ');
  const verdict = holds.includes(false) ? false : holds.includes('unknown') ? 'unknown' : true;
  return {
    name,
    holds: verdict,
    expected,
    actual: text,
    sentence: verdict === 'unknown' ? couldNotBeMade() : l10n.t('The reply does not match {0}.', expected),
  };
}

function handoffVerdict(
  { handoff, resolve }: Subject,
  { field, wanted }: Extract<Check, { kind: 'handoffField' }>,
  exact: boolean,
): Verdict {
  const name = `handoff.${field}`;
  const value = handoff?.[field];
  const words =
    field === 'destination' ? l10n.t('The destination of the handoff') : l10n.t('The reason of the handoff');
  const expected = 'text' in wanted ? quote(resolve(wanted.text)) : `/${wanted.pattern.source}/`;
  if (value === undefined) {
    const sentence =
      handoff === undefined ? l10n.t('The agent did not hand off.') : l10n.t('{0} is missing.', words);
    return { name, holds: false, expected, actual: handoffWords(handoff), sentence };
  }
  const { holds, sentence } =
    'text' in wanted
      ? textVerdict(value, 'equals', [resolve(wanted.text)], exact)
      : matchVerdict(value, [wanted.pattern], exact, name);
  return {
    name,
    holds,
    expected,
    actual: value,
    sentence: holds === 'unknown' ? sentence : l10n.t('{0} is {1}, not {2}.', words, quote(value), expected),
  };
}

function jsonVerdict(subject: Subject, { path, wanted }: Extract<Check, { kind: 'json' }>): Verdict {
  const name = `json.${path.source}`;
  const expected = wanted.kind === 'value' ? wanted.json(subject.resolve) : '';
  const found = jsonAt(subject.body, path);
  if (found === undefined) {
    return {
      name,
      holds: false,
      expected,
      actual: '',
      sentence: l10n.t('The response has nothing at {0}.', path.source),
    };
  }
  return {
    name,
    holds: isSameJson(found.json, expected),
    expected,
    actual: found.json,
    sentence: l10n.t('{0} is {1}, not {2}.', path.source, found.json, expected),
  };
}

function couldNotBeMade(): string {
  return l10n.t('This check could not be made: the reply is too long, or the search took too long.');
}

function lengthWords(min: number | undefined, max: number | undefined): string {
  if (min === max) return String(min);
  if (min === undefined) return l10n.t('at most {0}', max ?? 0);
  return max === undefined ? l10n.t('at least {0}', min) : l10n.t('{0} to {1}', min, max);
}

function handoffWords(handoff: Handoff | undefined): string {
  if (handoff === undefined) return l10n.t('no handoff');
  return [handoff.destination, handoff.reason].filter((part) => part !== undefined).join(' · ') || 'true';
}

function quote(text: string): string {
  return `"${text}"`;
}
