import * as l10n from '@vscode/l10n';
import type { TextRange } from '../text/textLines.ts';
import { type DateExpression, parseDateExpression } from './testDates.ts';

/** A text of a test file with its `${…}`. */
export interface Template extends TextRange {
  /** As written. */
  readonly source: string;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly written: string }
  | { readonly kind: 'env'; readonly name: string; readonly written: string }
  | { readonly kind: 'uuid'; readonly written: string }
  | { readonly kind: 'date'; readonly date: DateExpression; readonly written: string }
  | { readonly kind: 'wrong'; readonly written: string; readonly sentence: string; readonly remedy: string };

export const variableName = /^[A-Za-z_][\w-]*$/;

/** Splits a text at its `${…}`; `$${` is a literal `${`. */
export function parseTemplate(source: string, { start, end }: TextRange): Template {
  const parts: TemplatePart[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let index = 0; index < source.length;) {
    if (source.startsWith('$${', index)) {
      plain += '${';
      index += 3;
    } else if (source.startsWith('${', index)) {
      const close = source.indexOf('}', index);
      const written = source.slice(index, close < 0 ? source.length : close + 1);
      flush();
      parts.push(toPart(written, close < 0));
      index += written.length;
    } else {
      plain += source[index] ?? '';
      index++;
    }
  }
  flush();
  return { source, start, end, parts };
}

/** A text without variables, as it is. */
export function literalTemplate(text: string, { start, end }: TextRange): Template {
  return { source: text, start, end, parts: text === '' ? [] : [{ kind: 'text', text }] };
}

function toPart(written: string, isOpen: boolean): TemplatePart {
  const wrong = (sentence: string, remedy: string): TemplatePart => ({
    kind: 'wrong',
    written,
    sentence,
    remedy,
  });
  const literal = l10n.t('Write {0} where {1} is meant as a text.', '$${', '${');
  if (isOpen)
    return wrong(
      l10n.t('A variable is not closed: {0}', written.slice(0, 40)),
      l10n.t('Write {0}.', '${name}'),
    );
  const inside = written.slice(2, -1).trim();
  const [head = '', ...rest] = inside.split(':');
  if (head === 'env' && rest.length > 0) {
    const name = rest.join(':').trim();
    return /^[A-Za-z_]\w*$/.test(name)
      ? { kind: 'env', name, written }
      : wrong(
          l10n.t('{0} names no environment variable.', written),
          l10n.t('Write {0}.', '${env:TEST_NAME}'),
        );
  }
  if (inside === 'uuid') return { kind: 'uuid', written };
  if (head === 'date') {
    const date = parseDateExpression(rest);
    return date === undefined
      ? wrong(
          l10n.t('{0} is not a date this file knows.', written),
          l10n.t('Write {0}, {1} or {2}.', '${date}', '${date:+3d}', '${date:+3d:weekday}'),
        )
      : { kind: 'date', date, written };
  }
  if (variableName.test(inside)) return { kind: 'variable', name: inside, written };
  return wrong(l10n.t('{0} is not a variable.', written), literal);
}

/** What the parts of a template stand for in one run. */
export interface TemplateValues {
  readonly variable: (name: string) => string | undefined;
  readonly env: (name: string) => string | undefined;
  readonly uuid: () => string;
  readonly date: (date: DateExpression) => string;
}

/** Puts the values in. What has none stays as it is written: plans are checked before anything is sent. */
export function fillTemplate(template: Template, values: TemplateValues): string {
  return template.parts
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return part.text;
        case 'variable':
          return values.variable(part.name) ?? part.written;
        case 'env':
          return values.env(part.name) ?? part.written;
        case 'uuid':
          return values.uuid();
        case 'date':
          return values.date(part.date);
        case 'wrong':
          return part.written;
      }
    })
    .join('');
}
