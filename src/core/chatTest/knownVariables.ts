import * as l10n from '@vscode/l10n';
import type { TextRange } from '../text/textLines.ts';
import type { ChatTest, Expectation } from './chatTest.ts';
import type { NodeReader } from './nodeReader.ts';
import type { Template } from './template.ts';
import { nearestName } from './testProblem.ts';

/**
 * Finds `${…}` that stand for nothing where they are used. The columns of a rows file are not known here: with one, names
 * are checked when the file has been read.
 */
export function findUnknownVariables(test: ChatTest, reader: NodeReader, columns?: readonly string[]): void {
  const unread = new Set(reader.declared);
  for (const { name } of [...test.vars, ...test.turns.flatMap(({ capture }) => capture)]) unread.delete(name);
  const isOpen = test.rows?.kind === 'file' && columns === undefined;
  const given = new Set([
    ...unread,
    ...test.matrix.map(({ name }) => name),
    ...(test.rows?.kind === 'inline' ? test.rows.rows.flatMap((row) => Object.keys(row)) : (columns ?? [])),
  ]);
  const known = new Set(given);

  const check = (template: Template | undefined, names: ReadonlySet<string>): void => {
    for (const part of template?.parts ?? []) {
      if (template === undefined) continue;
      if (part.kind === 'wrong') reader.problem(rangeOf(template, part.written), part.sentence, part.remedy);
      if (part.kind !== 'variable' || names.has(part.name) || isOpen) continue;
      const nearest = nearestName(part.name, [...names]);
      reader.problem(
        rangeOf(template, part.written),
        l10n.t('There is no variable “{0}” here.', part.name),
        nearest === undefined
          ? l10n.t(
              'Give it a value in {0}, {1} or {2}, or capture it in an earlier turn.',
              'vars',
              'rows',
              'matrix',
            )
          : l10n.t('Did you mean “{0}”?', nearest),
      );
    }
  };

  check(test.name, given);
  for (const { name, value } of test.vars) {
    check(value, known);
    known.add(name);
  }
  const { create } = test;
  for (const field of [create.variantId, create.channel, create.asrLangCode, create.ttsLangCode])
    check(field, known);
  for (const field of [create.language, create.initialMessage]) check(field, known);
  for (const template of create.integrationAttributes?.templates ?? []) check(template, known);
  const captured = new Set(known);
  for (const turn of test.turns) {
    check(turn.user, captured);
    check(turn.language, captured);
    for (const template of turn.integrationAttributes?.templates ?? []) check(template, captured);
    for (const template of turn.metadata?.templates ?? []) check(template, captured);
    for (const template of templatesOf(turn.expect)) check(template, captured);
    for (const { name } of turn.capture) captured.add(name);
  }
  for (const template of templatesOf(test.never)) check(template, captured);
}

/** Every text of the test that may hold variables. */
export function allTemplates({ name, create, vars, turns, never }: ChatTest): readonly Template[] {
  const found = [
    name,
    create.variantId,
    create.channel,
    create.asrLangCode,
    create.ttsLangCode,
    create.language,
    create.initialMessage,
    ...(create.integrationAttributes?.templates ?? []),
    ...vars.map(({ value }) => value),
    ...turns.flatMap((turn) => [
      turn.user,
      turn.language,
      ...(turn.integrationAttributes?.templates ?? []),
      ...(turn.metadata?.templates ?? []),
      ...templatesOf(turn.expect),
    ]),
    ...templatesOf(never),
  ];
  return found.filter((template) => template !== undefined);
}

/** Every template in an expectation. */
function templatesOf(expectation: Expectation | undefined): readonly Template[] {
  return (expectation?.checks ?? []).flatMap((check): readonly Template[] => {
    if (check.kind === 'not') return templatesOf(check.expectation);
    if (check.kind === 'handoffField') return 'text' in check.wanted ? [check.wanted.text] : [];
    if (check.kind === 'json') {
      if (check.wanted.kind === 'texts') return templatesOf(check.wanted.expectation);
      const found: Template[] = [];
      check.wanted.json((template) => {
        found.push(template);
        return '';
      });
      return found;
    }
    return 'texts' in check ? check.texts : [];
  });
}

/** Where a variable stands: exact for text as written, the whole text where quotes or escapes moved it. */
export function rangeOf(template: Template, written: string): TextRange {
  const at = template.source.indexOf(written);
  const quotes = template.end - template.start - template.source.length;
  if (at < 0 || (quotes !== 0 && quotes !== 2)) return template;
  const start = template.start + at + (quotes === 2 ? 1 : 0);
  return { start, end: start + written.length };
}
