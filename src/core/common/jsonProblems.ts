import * as l10n from '@vscode/l10n';
import {
  createScanner,
  type Node,
  type ParseError,
  type ParseErrorCode,
  parseTree,
  printParseErrorCode,
  visit,
} from 'jsonc-parser';

/** What is wrong with a JSON text, and where. Line and column count from 1, offset from 0. */
export interface JsonProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly length: number;
}

/** Deeper than anyone writes, and far below what any parser on the way can take. */
const deepestNesting = 100;

/**
 * Reads strict JSON: no comments, no trailing commas, and unlike `JSON.parse` no key twice in one object, at any
 * depth. Of syntax errors only the first is named, because the others usually follow from it. Browser-safe.
 */
export function findJsonProblems(text: string): readonly JsonProblem[] {
  // First and without recursion, since the visitor below calls itself at every level.
  const tooDeep = findTooDeepNesting(text);
  if (tooDeep !== undefined) return [tooDeep];

  const problems: JsonProblem[] = [];
  let syntaxError: JsonProblem | undefined;
  /** For every open object, the line of each of its keys. */
  const objects: Map<string, number>[] = [];

  visit(
    text,
    {
      onObjectBegin: () => {
        objects.push(new Map());
      },
      onObjectEnd: () => {
        objects.pop();
      },
      onObjectProperty: (key, offset, length, startLine, startCharacter) => {
        const lines = objects.at(-1);
        const firstLine = lines?.get(key);
        if (firstLine === undefined) lines?.set(key, startLine + 1);
        else {
          problems.push({
            message: l10n.t('The key “{0}” is already used in line {1}.', key, firstLine),
            ...position(startLine, startCharacter, offset, length),
          });
        }
      },
      onError: (code, offset, length, startLine, startCharacter) => {
        syntaxError ??= {
          message: sentenceOf(code, text.slice(offset, offset + length)),
          ...position(startLine, startCharacter, offset, length),
        };
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );

  if (syntaxError === undefined) return problems;
  // What comes after a syntax error was guessed.
  const { offset } = syntaxError;
  return [...problems.filter((problem) => problem.offset < offset), syntaxError];
}

export function findTooDeepNesting(text: string): JsonProblem | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    const length = scanner.getTokenLength();
    if (length === 0) return undefined;
    const first = text[offset];
    if (length === 1 && (first === '}' || first === ']')) depth--;
    if (length === 1 && (first === '{' || first === '[') && ++depth > deepestNesting) {
      return {
        message: l10n.t('This is nested more than {0} levels deep.', deepestNesting),
        ...position(scanner.getTokenStartLine(), scanner.getTokenStartCharacter(), offset, length),
      };
    }
  }
}

/** The tree of a JSON text, also of a hostile one; undefined where there is none, and where walking it exhausts the stack. */
export function readJsonTree(text: string, errors: ParseError[] = []): Node | undefined {
  return findTooDeepNesting(text) === undefined ? parseTree(text, errors) : undefined;
}

function position(startLine: number, startCharacter: number, offset: number, length: number) {
  return { line: startLine + 1, column: startCharacter + 1, offset, length };
}

function sentenceOf(code: ParseErrorCode, found: string): string {
  switch (printParseErrorCode(code)) {
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return l10n.t('JSON has no comments. Remove this one.');
    case 'PropertyNameExpected':
      return found === '}'
        ? l10n.t('Remove the comma before this brace.')
        : l10n.t('A key in double quotes is expected here.');
    case 'ValueExpected':
      return found === ']'
        ? l10n.t('Remove the comma before this bracket.')
        : l10n.t('A value is missing here.');
    case 'ColonExpected':
      return l10n.t('A colon is missing after the key.');
    case 'CommaExpected':
      return l10n.t('A comma is missing before this.');
    case 'CloseBraceExpected':
      return l10n.t('A closing brace is missing.');
    case 'CloseBracketExpected':
      return l10n.t('A closing bracket is missing.');
    case 'EndOfFileExpected':
      return l10n.t('Nothing may follow after the end of the value.');
    case 'UnexpectedEndOfString':
      return l10n.t('The closing quote of this text is missing.');
    case 'UnexpectedEndOfNumber':
    case 'InvalidNumberFormat':
      return l10n.t('This number is not finished.');
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
      return l10n.t('This text has an escape that JSON does not know.');
    case 'InvalidCharacter':
      return l10n.t('This text has a tab, a line break or another control character. Write it as an escape.');
    default:
      return found === ''
        ? l10n.t('This is not valid JSON.')
        : l10n.t('“{0}” is not valid here. Texts and keys are written in double quotes.', found.slice(0, 40));
  }
}
