import * as l10n from '@vscode/l10n';
import type { TextRange } from '../text/textLines.ts';
import { mostProblems } from '../text/yamlTree.ts';
import type { ProblemFix, TestProblem } from './testProblem.ts';

/*
 * People write messages as they say them, and YAML reads some of them as something else, or refuses them with words
 * about YAML. This looks at the lines before YAML does: each such message becomes one problem with the remedy, and is
 * covered by quotes of the same length, so that the rest of the file can still be read, at the same offsets.
 */

export interface CoveredText {
  readonly text: string;
  readonly problems: readonly TestProblem[];
}

/** Keys whose value is one text that people write without thinking of YAML. */
const messageKeys = new Set(['user', 'said', 'test']);
/** Keys whose value is a text or a list of texts. */
const textKeys = new Set(['contains', 'containsAny', 'equals', 'oneOf', 'startsWith', 'endsWith', 'matches']);

const keyLine = /^(?<lead>[ ]*(?:-[ ]+)*)(?<key>[A-Za-z]+):(?:[ ]+(?<value>\S.*))?$/;
const itemLine = /^(?<lead>[ ]*-[ ]+)(?<value>\S.*)$/;
const blockHeader = /^[|>](?:[+-]?[1-9]?|[1-9][+-])[ ]*(?:[ ]#.*)?$/;

export function coverUnquotedMessages(text: string): CoveredText {
  const problems: TestProblem[] = [];
  const lines = text.split('\n');
  let offset = 0;
  /** Lines that are indented more than this belong to a block text. */
  let blockIndent: number | undefined;
  /** A key whose texts stand in the lines below it, and where their dashes stand: at least here, then all as the first. */
  let list: { readonly key: string; indent: number; isFound?: boolean } | undefined;

  const covered = lines.map((withReturn, index) => {
    const start = offset;
    offset += withReturn.length + 1;
    const line = withReturn.replace(/\r$/, '');
    if (blockIndent !== undefined) {
      if (line.trim() === '' || indentOf(line) > blockIndent) return withReturn;
      blockIndent = undefined;
    }
    let indent = indentOf(line);
    const isInList = list?.isFound === true ? indent === list.indent : indent >= (list?.indent ?? Infinity);
    const item = isInList ? itemLine.exec(line)?.groups : undefined;
    const { lead = '', key = '', value = '' } = item ?? keyLine.exec(line)?.groups ?? {};
    const written = value.trimEnd();
    if (list !== undefined && item !== undefined) {
      list.indent = indent;
      list.isFound = true;
    } else if (key !== '') {
      indent = lead.length;
      list = textKeys.has(key) && written === '' ? { key, indent } : undefined;
    }
    const isText = item !== undefined || messageKeys.has(key) || textKeys.has(key);
    if (blockHeader.test(written)) {
      blockIndent = indent;
      return withReturn;
    }
    const from = written === '' ? 0 : line.length - value.length;
    if (problems.length >= mostProblems) return withReturn;
    if (isText && written !== '') {
      let next = index + 1;
      while (next < lines.length && lines[next]?.trim() === '') next++;
      const goesOn = indentOf(lines[next] ?? '') > indent;
      const problem = whyQuotes(list?.key ?? key, written, goesOn);
      if (problem !== undefined) {
        const range = { start: start + from, end: start + from + written.length };
        problems.push({ ...range, ...problem, fixes: [quoteFix(range, written)] });
        return `${line.slice(0, from)}${filler(written.length)}${withReturn.slice(from + written.length)}`;
      }
      if (!/^[[{]/.test(written)) return withReturn;
    }
    return coverVariables(withReturn, start, problems);
  });
  return { text: problems.length === 0 ? text : covered.join('\n'), problems };
}

/** As YAML writes any text on one line. */
export function quoted(text: string): string {
  if (!/[\p{Cc}\u2028\u2029]/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The change that quotes a message as it was written. What stands in wrong quotes keeps the quotes it meant. */
export function quoteFix(range: TextRange, written: string): ProblemFix {
  return { start: range.start, end: range.end, title: l10n.t('Quote the Message'), text: quoted(written) };
}

function whyQuotes(
  key: string,
  value: string,
  goesOn: boolean,
): Pick<TestProblem, 'sentence' | 'remedy'> | undefined {
  const mayBeList = textKeys.has(key);
  const first = value[0] ?? '';
  if (first === '"' || first === "'") return whyNotClosed(value, first, goesOn);
  if ((first === '[' || first === '{') && mayBeList) return undefined;
  if (first === '#') return comment(value);
  if (first === '!') return beginsWith(first, l10n.t('YAML reads it as a tag, and nothing would be sent.'));
  if (first === '*') return beginsWith(first, l10n.t('YAML reads it as an alias.'));
  if (first === '&') return beginsWith(first, l10n.t('YAML reads it as an anchor.'));
  if (first === '[' || first === '{') return beginsWith(first, l10n.t('YAML reads it as a list or a map.'));
  if (/^[-?](?:\s|$)/.test(value)) {
    return beginsWith(`${first} `, l10n.t('YAML reads it as a list item or a key.'));
  }
  if (/^[@`%,\]}|>]/.test(value)) return beginsWith(first, l10n.t('YAML keeps this character for itself.'));
  if (/:(?:\s|$)/.test(value)) {
    return { sentence: l10n.t('A message with ": " needs quotes.'), remedy: l10n.t('Quote the message.') };
  }
  const hash = /\s+#/.exec(value);
  if (hash === null) return undefined;
  // Two spaces before it and one behind it are how a comment is written; a message is not written so.
  const isComment = /^\s{2,}#(?:\s|$)/.test(value.slice(hash.index));
  const isLikelyComment = key !== 'user' && /^\s+#\s/.test(value.slice(hash.index));
  return isComment || isLikelyComment ? undefined : comment(value);
}

export function comment(value: string): Pick<TestProblem, 'sentence' | 'remedy'> {
  const from = /(?:^|\s)#/.exec(value)?.index ?? 0;
  const lost = value.slice(from).trim();
  return {
    sentence: l10n.t('Everything from # on is a comment and would not be sent: {0}', shortened(lost)),
    remedy: l10n.t('Quote the message, or put the comment on a line of its own.'),
  };
}

function beginsWith(start: string, why: string): Pick<TestProblem, 'sentence' | 'remedy'> {
  return {
    sentence: l10n.t('A message that begins with {0} needs quotes: {1}', start.trim(), why),
    remedy: l10n.t('Quote the message.'),
  };
}

/** A quotation mark at the beginning that is not the one at the end. A text in quotes may go on in the next lines. */
function whyNotClosed(
  value: string,
  mark: '"' | "'",
  goesOn: boolean,
): Pick<TestProblem, 'sentence' | 'remedy'> | undefined {
  const closed = mark === '"' ? /^"(?:[^"\\]|\\.)*"/.exec(value) : /^'(?:[^']|'')*'/.exec(value);
  if (closed === null && goesOn) return undefined;
  const rest = closed === null ? value : value.slice(closed[0].length);
  if (closed !== null && /^(?:\s*|\s+#.*)$/.test(rest)) return undefined;
  return {
    sentence: l10n.t(
      'The quotation mark at the beginning is not the one at the end, so YAML cannot read this.',
    ),
    remedy: l10n.t('Quote the message.'),
  };
}

/** In braces and brackets, `${x}` without quotes is a map to YAML. */
function coverVariables(line: string, start: number, problems: TestProblem[]): string {
  if (!line.includes('${') || /^\s*#/.test(line)) return line;
  const pieces: string[] = [];
  let done = 0;
  let depth = 0;
  let mark: string | undefined;
  /** Where the text of the item begins; undefined while there was only white space. */
  let itemFrom: number | undefined;
  /** The last character that is no white space. */
  let before = '';
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? '';
    if (mark !== undefined) {
      if (character === '\\' && mark === '"') index++;
      else if (character === mark) mark = undefined;
      continue;
    }
    if (/\s/.test(character)) continue;
    const isSpaced = index === 0 || /\s/.test(line[index - 1] ?? '');
    if (character === '#' && isSpaced) break;
    if (character === '"' || character === "'") {
      if (itemFrom === undefined || (depth === 0 && ':,[{'.includes(before))) mark = character;
      itemFrom ??= index;
    } else if (character === '$' && line[index + 1] === '{' && depth > 0) {
      const from = itemFrom ?? index;
      const written = line.slice(from, itemEnd(line, index)).trimEnd();
      const range = { start: start + from, end: start + from + written.length };
      problems.push({
        ...range,
        sentence: l10n.t('In braces and brackets, a variable needs quotes.'),
        remedy: l10n.t('Quote it: {0}', quoted(written)),
        fixes: [quoteFix(range, written)],
      });
      pieces.push(line.slice(done, from), filler(written.length));
      done = from + written.length;
      index = done - 1;
      itemFrom = from;
      if (problems.length >= mostProblems) break;
    } else if (character === '{' || character === '[') {
      // Only what begins a value is a brace of YAML.
      if (depth > 0 || before === '' || (isSpaced && ':-,[{'.includes(before))) {
        depth++;
        itemFrom = undefined;
      } else itemFrom ??= index;
    } else if (character === '}' || character === ']') depth = Math.max(0, depth - 1);
    else if (character === ',' || (character === ':' && /\s/.test(line[index + 1] ?? ' '))) {
      itemFrom = undefined;
    } else itemFrom ??= index;
    before = character;
  }
  return `${pieces.join('')}${line.slice(done)}`;
}

/** Where the item ends that holds an unquoted variable: at the comma or bracket outside of `${…}`. */
function itemEnd(line: string, from: number): number {
  for (let index = from; index < line.length; index++) {
    if (line[index] === '$' && line[index + 1] === '{') {
      const close = line.indexOf('}', index);
      if (close < 0) return line.length;
      index = close;
    } else if (/[,}\]]/.test(line[index] ?? '')) return index;
  }
  return line.replace(/\r$/, '').length;
}

function filler(length: number): string {
  return length < 3 ? 'x'.repeat(length) : `'${'x'.repeat(length - 2)}'`;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
