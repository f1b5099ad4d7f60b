import * as l10n from '@vscode/l10n';
import type { YAMLError } from 'yaml';
import type { TextRange } from './textLines.ts';

export interface YamlProblem extends TextRange {
  readonly sentence: string;
  readonly remedy: string;
  readonly fixes?: readonly (TextRange & { readonly title: string; readonly text: string })[] | undefined;
  /** It is no YAML: what every editor of YAML says too. */
  readonly isSyntax?: boolean | undefined;
}

/**
 * What the parser found, told where the mistake was made. The parser tells where it could not go on: behind a key that
 * is indented too far it sees a text of several lines, and behind a bracket that is not closed all that follows is wrong.
 */
export function toYamlProblems(errors: readonly YAMLError[], text: string): readonly YamlProblem[] {
  const problems: YamlProblem[] = [];
  const lines = new Set<number>();
  for (const error of errors) {
    const [start] = error.pos;
    const isOfNext = errors.some(({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && pos[0] === start);
    if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && isOfNext) continue;
    const problem = toProblem(error, text);
    const line = text.lastIndexOf('\n', problem.start - 1);
    if (!lines.has(line)) problems.push({ ...problem, isSyntax: true });
    lines.add(line);
    if (isOpenBracket(error)) break;
  }
  return problems;
}

export function missingSpace(start: number): YamlProblem {
  const sentence = l10n.t('A space is missing here.');
  const title = l10n.t('Insert a Space');
  const remedy = l10n.t('Write a space behind the colon of a key, and behind the dash of a list item.');
  return { start, end: start + 1, sentence, remedy, fixes: [{ start, end: start, title, text: ' ' }] };
}

export function quoteOrWrite(): string {
  return l10n.t('Quote the text, or write it out.');
}

function closeOrQuote(): string {
  return l10n.t('Close what was opened, or put the text in quotes.');
}

function toProblem(error: YAMLError, text: string): YamlProblem {
  const { code, message } = error;
  const [start, end] = error.pos;
  if (code === 'MULTILINE_IMPLICIT_KEY') return wrongIndentOrSpace(start, end, text);
  if (isOpenBracket(error)) {
    const at = openedAt(text, start, message.endsWith('}') ? '{}' : '[]');
    const sentence = l10n.t('This bracket is not closed.');
    return { start: at, end: at + 1, sentence, remedy: closeOrQuote() };
  }
  const isOutOfList = code === 'MISSING_CHAR' && message.startsWith('Sequence item');
  const isListAsKey = code === 'BLOCK_AS_IMPLICIT_KEY' && message.startsWith('A block sequence');
  if (code === 'BAD_INDENT' || isOutOfList || isListAsKey) return wrongIndent(start, text);
  const [sentence, remedy] = words(error);
  return { start, end: Math.min(Math.max(end, start), text.length), sentence, remedy };
}

/** A text that goes on in the next line and is followed by a colon there: mostly it was not meant to go on. */
function wrongIndentOrSpace(start: number, end: number, text: string): YamlProblem {
  const first = /^[\w-]+:(?=\S)/.exec(text.slice(start, end));
  if (first !== null) return missingSpace(start + first[0].length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const dash = /^\s*-(?=\w)/.exec(text.slice(lineStart, start));
  if (dash !== null) return missingSpace(lineStart + dash[0].length);
  return wrongIndent(text.lastIndexOf('\n', end - 1) + 1, text);
}

/** At the first character of the line. */
function wrongIndent(inLine: number, text: string): YamlProblem {
  const at = inLine + (/^[ ]*/.exec(text.slice(inLine, inLine + 400))?.[0].length ?? 0);
  return {
    start: at,
    end: Math.min(at + 1, text.length),
    sentence: l10n.t('This line is not indented as the lines it belongs to.'),
    remedy: l10n.t('Give all keys of one list item, and all items of one list, the same indentation.'),
  };
}

/** A bracket that is never closed is said to be indented badly. */
function isOpenBracket({ code, message }: YAMLError): boolean {
  return code === 'BAD_INDENT' && message.includes('end with a');
}

/** The last bracket before `end` that has no partner; what stands in quotes is none. */
function openedAt(text: string, end: number, [opening, closing]: string): number {
  const from = Math.max(0, end - 10_000);
  const open: number[] = [];
  const quotedOrBracket = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[[\]{}]/g;
  for (const { 0: found, index } of text.slice(from, end).matchAll(quotedOrBracket)) {
    if (found === opening) open.push(from + index);
    else if (found === closing) open.pop();
  }
  return open.at(-1) ?? end;
}

function words({ code }: YAMLError): readonly [sentence: string, remedy: string] {
  switch (code) {
    case 'TAB_AS_INDENT':
      return [l10n.t('A tab cannot indent a line in YAML.'), l10n.t('Indent with spaces.')];
    case 'MISSING_CHAR':
      return [l10n.t('A quotation mark, a bracket or a comma is missing here.'), closeOrQuote()];
    case 'BAD_DQ_ESCAPE':
      return [
        l10n.t('This escape is not known between double quotation marks.'),
        l10n.t('Use single quotation marks, where a backslash is a backslash.'),
      ];
    case 'BAD_SCALAR_START':
      return [l10n.t('A text cannot begin with this character.'), l10n.t('Put the text in quotes.')];
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return [l10n.t('A text with ": " needs quotes.'), l10n.t('Put the text in quotes.')];
    case 'KEY_OVER_1024_CHARS':
      return [l10n.t('This key is too long.'), l10n.t('Put the text in quotes.')];
    case 'ALIAS_PROPS':
    case 'BAD_ALIAS':
    case 'MULTIPLE_ANCHORS':
      return [l10n.t('Anchors and aliases are not used in this file.'), quoteOrWrite()];
    case 'TAG_RESOLVE_FAILED':
    case 'MULTIPLE_TAGS':
      return [l10n.t('Tags are not used in this file.'), quoteOrWrite()];
    case 'BAD_DIRECTIVE':
      return [l10n.t('Directives are not used in this file.'), l10n.t('Remove the line that begins with %.')];
    default:
      return [
        l10n.t('This is not valid YAML.'),
        l10n.t('Look at quotes, colons and indentation here and in the line above.'),
      ];
  }
}
