import * as l10n from '@vscode/l10n';
import type { TextRange } from '../text/textLines.ts';
import type { Check, Expectation, JsonPath, TestTurn } from './chatTest.ts';
import { type SingleCheck, type Subject, verdictOn } from './checkVerdict.ts';
import type { JudgedReply, Resolve } from './judgedReply.ts';
import { beginSearches } from './pattern.ts';
import { jsonAt } from './replyJson.ts';

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

/** A list inside of `not` means none of them: each text is a check of its own. */
function singlesOf(check: SingleCheck): readonly SingleCheck[] {
  if (check.kind === 'matches') return check.patterns.map((pattern) => ({ ...check, patterns: [pattern] }));
  if ('texts' in check) return check.texts.map((text) => ({ ...check, texts: [text] }));
  return [check];
}

function violationSentence(check: SingleCheck, name: string, expected: string): string {
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
