import * as l10n from '@vscode/l10n';
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { Handoff } from '../chatApi/chatClient.ts';
import { compactJson } from '../common/jsonText.ts';
import type { TextRange } from '../text/textLines.ts';
import type { Check, Expectation, JsonPath, Pattern, TestTurn } from './chatTest.ts';
import { countCharacters, toComparable, toReadable } from './compareText.ts';
import { beginSearches, searchPattern } from './pattern.ts';
import type { Template } from './template.ts';

/** What is judged: one reply as it was received. */
export interface JudgedReply {
  readonly text: string;
  readonly latencyMs: number;
  readonly ended: boolean;
  readonly handoff?: Handoff | undefined;
  /** The body of the response; undefined when it is not kept. */
  readonly body?: string | undefined;
}

/** A check that did not hold. Its range is that of the key. */
export interface CheckFailure extends TextRange {
  /** As in the file: `contains`, `not.contains`, `handoff.destination`, `json.$.order.id`, `never.matches`. */
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
  readonly sentence: string;
  /** Too slow, which says nothing about the words. */
  readonly isSlow?: boolean | undefined;
}

export type Resolve = (template: Template) => string;

interface Subject extends JudgedReply {
  readonly said?: string | undefined;
  readonly resolve: Resolve;
}

/** Every check of the turn and of `never` that does not hold, in the order of the file. */
export function judgeReply(
  reply: JudgedReply,
  turn: Pick<TestTurn, 'expect' | 'said'>,
  never: Expectation | undefined,
  resolve: Resolve,
): readonly CheckFailure[] {
  beginSearches();
  const subject: Subject = { ...reply, said: turn.said?.value, resolve };
  return [
    ...(turn.expect === undefined ? [] : failuresOf(subject, turn.expect, '')),
    ...(never === undefined ? [] : violationsOf(subject, never, 'never.')),
  ];
}

function failuresOf(subject: Subject, expectation: Expectation, prefix: string): readonly CheckFailure[] {
  return expectation.checks.flatMap((check) => failureOf(subject, check, expectation.exact, prefix));
}

/** A verdict on one check: what was wanted and what is there, or that it could not be told. */
interface Verdict {
  readonly holds: boolean | 'unknown';
  readonly name: string;
  readonly expected: string;
  readonly actual: string;
  /** Of what could not be told: why. */
  readonly sentence: string;
}

function failureOf(subject: Subject, check: Check, exact: boolean, prefix: string): readonly CheckFailure[] {
  if (check.kind === 'not') {
    const within = { ...check.expectation, exact: check.expectation.exact || exact };
    return violationsOf(subject, within, `${prefix}not.`);
  }
  if (check.kind === 'json' && check.wanted.kind === 'texts') {
    return jsonTextFailures(subject, check.path, check.wanted.expectation, check, prefix);
  }
  const verdict = verdictOn(subject, check, exact);
  const { holds, name, expected, actual } = verdict;
  if (holds === true) return [];
  const failure = { start: check.start, end: check.end, check: `${prefix}${name}`, expected, actual };
  return [{ ...failure, sentence: verdict.sentence, ...(check.kind === 'latencyMs' && { isSlow: true }) }];
}

/** In `not` and `never` nothing may hold; of a list, none of its texts. */
function violationsOf(subject: Subject, expectation: Expectation, prefix: string): readonly CheckFailure[] {
  const { exact } = expectation;
  return expectation.checks.flatMap((check): readonly CheckFailure[] => {
    if (check.kind === 'not') return [];
    const place = { start: check.start, end: check.end };
    if (check.kind === 'json' && check.wanted.kind === 'texts') {
      const value = jsonAt(subject.body, check.path);
      if (value === undefined) return [];
      const inner = { ...subject, text: value.text };
      return violationsOf(inner, check.wanted.expectation, `${prefix}json.${check.path.source}.`).map(
        (failure) => ({
          ...failure,
          sentence: l10n.t('At {0}: {1}', check.path.source, failure.sentence),
        }),
      );
    }
    return singlesOf(check).flatMap((single): readonly CheckFailure[] => {
      const verdict = verdictOn(subject, single, exact);
      const { holds, name, expected, actual } = verdict;
      if (holds === false) return [];
      const failure = { ...place, check: `${prefix}${name}`, expected: l10n.t('not {0}', expected), actual };
      return [
        {
          ...failure,
          sentence: holds === 'unknown' ? verdict.sentence : violationSentence(single, name, expected),
        },
      ];
    });
  });
}

function couldNotBeMade(): string {
  return l10n.t('This check could not be made: the reply is too long, or the search took too long.');
}

/** A list inside of `not` means none of them: each text is a check of its own. */
function singlesOf(check: Exclude<Check, { kind: 'not' }>): readonly Exclude<Check, { kind: 'not' }>[] {
  if (check.kind === 'matches') return check.patterns.map((pattern) => ({ ...check, patterns: [pattern] }));
  if ('texts' in check) return check.texts.map((text) => ({ ...check, texts: [text] }));
  return [check];
}

function violationSentence(check: Exclude<Check, { kind: 'not' }>, name: string, expected: string): string {
  switch (check.kind) {
    case 'contains':
    case 'containsAny':
      return l10n.t('The reply contains {0}, which it must not.', expected);
    case 'equals':
    case 'oneOf':
    case 'same':
      return l10n.t('The reply is {0}, which it must not be.', expected);
    case 'startsWith':
      return l10n.t('The reply begins with {0}, which it must not.', expected);
    case 'endsWith':
      return l10n.t('The reply ends with {0}, which it must not.', expected);
    case 'matches':
      return l10n.t('The reply matches {0}, which it must not.', expected);
    case 'ended':
      return check.ended
        ? l10n.t('The agent ended the conversation, which it must not.')
        : l10n.t('The agent did not end the conversation.');
    default:
      return l10n.t('This holds for the reply, and must not: {0}', `${name}: ${expected}`);
  }
}

function verdictOn(subject: Subject, check: Exclude<Check, { kind: 'not' }>, exact: boolean): Verdict {
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
    // Nearly always everything holds, and nobody asks.
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

function jsonTextFailures(
  subject: Subject,
  path: JsonPath,
  expectation: Expectation,
  place: TextRange,
  prefix: string,
): readonly CheckFailure[] {
  const name = `${prefix}json.${path.source}`;
  const value = jsonAt(subject.body, path);
  if (value === undefined) {
    const sentence = l10n.t('The response has nothing at {0}.', path.source);
    return [{ start: place.start, end: place.end, check: name, expected: path.source, actual: '', sentence }];
  }
  return failuresOf({ ...subject, text: value.text }, expectation, `${name}.`).map((failure) => ({
    ...failure,
    sentence: l10n.t('At {0}: {1}', path.source, failure.sentence),
  }));
}

/** A value of the response: its JSON as received, and what it reads as. */
export function jsonAt(
  body: string | undefined,
  path: JsonPath,
): { readonly json: string; readonly text: string } | undefined {
  const tree = body === undefined ? undefined : treeOf(body);
  const node = tree && findNodeAtLocation(tree, [...path.steps]);
  if (node === undefined || body === undefined) return undefined;
  const source = body.slice(node.offset, node.offset + node.length);
  const json = compactJson(source);
  return { json, text: node.type === 'string' ? String(node.value) : json };
}

let last: { readonly body: string; readonly tree: Node | undefined } | undefined;

/** A test may look at hundreds of places in one response: it is read once. */
function treeOf(body: string): Node | undefined {
  if (last?.body !== body) last = { body, tree: parseTree(body) };
  return last.tree;
}

/** Compares as values: the order of keys and how a number is written do not count, its digits do. */
export function isSameJson(left: string, right: string): boolean {
  return canonical(left) === canonical(right);
}

function canonical(json: string): string {
  const root = parseTree(json);
  const write = (node: Node | undefined): string => {
    if (node === undefined) return '';
    switch (node.type) {
      case 'object': {
        const members = (node.children ?? []).map(
          ({ children = [] }) => `${JSON.stringify(children[0]?.value)}:${write(children[1])}`,
        );
        return `{${members.sort().join(',')}}`;
      }
      case 'array':
        return `[${(node.children ?? []).map(write).join(',')}]`;
      case 'number':
        return canonicalNumber(json.slice(node.offset, node.offset + node.length));
      case 'string':
        return JSON.stringify(String(node.value).normalize('NFC'));
      default:
        return String(node.value);
    }
  };
  return write(root);
}

/** `1.10`, `1.1` and `11e-1` are one number; digits are never lost. */
function canonicalNumber(source: string): string {
  const {
    sign = '',
    whole = '0',
    fraction = '',
    exponent = '0',
  } = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/.exec(source)
    ?.groups ?? {};
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - trimmed.length);
  return `${sign}${trimmed}e${power}`;
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
