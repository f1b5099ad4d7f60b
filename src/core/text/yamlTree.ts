import * as l10n from '@vscode/l10n';
import type { Node, Pair, ParsedNode, Scalar } from 'yaml';
import type { TextRange } from './textLines.ts';
import { quoteOrWrite, toYamlProblems, type YamlProblem } from './yamlProblems.ts';
import { isTooMuchYaml } from './yamlTokens.ts';

/**
 * YAML as it is written: every scalar is the text of its source, so that `1.10`, `0123`, `true` and `~` arrive as typed.
 * What a value means is decided by its reader. Anchors, aliases, merges, tags and several documents are problems.
 */
export type YamlNode = YamlText | YamlMap | YamlList | YamlNothing;

export interface YamlText extends TextRange {
  readonly kind: 'text';
  readonly text: string;
  /** Plain text may mean a number, true, false or null; the others are always text. */
  readonly style: 'plain' | 'quoted' | 'block';
}

export interface YamlMap extends TextRange {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  /** In braces. */
  readonly flow: boolean;
}

export interface YamlEntry {
  readonly key: YamlText;
  readonly value: YamlNode;
}

export interface YamlList extends TextRange {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  /** In brackets. */
  readonly flow: boolean;
}

/** A key or a list item with nothing behind it. */
export interface YamlNothing extends TextRange {
  readonly kind: 'nothing';
}

export interface ParsedYaml {
  /** What could be read, also beside problems; undefined when there is nothing at all. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/** Deeper than any file a person writes; a parser that recurses stays far from its end. */
const deepest = 40;

/** A file with more problems than this needs another look, not a longer list. */
export const mostProblems = 100;

/** Reads YAML text. Never throws for what the text says. */
export async function parseYamlTree(text: string): Promise<ParsedYaml> {
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) return { root: undefined, problems: [tooDeep] };
  if (await isTooMuchYaml(text)) {
    const sentence = l10n.t('This file holds more than can be read at once.');
    const remedy = l10n.t('Keep one conversation in a file, and many rows in a .csv file beside it.');
    return { root: undefined, problems: [{ start: 0, end: 1, sentence, remedy }] };
  }
  const yaml = await import('yaml');
  const problems: YamlProblem[] = [];
  const documents = yaml.parseAllDocuments(text, {
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: false,
    logLevel: 'silent',
    keepSourceTokens: false,
  });
  if (!Array.isArray(documents)) return { root: undefined, problems };
  const [first, second] = documents;
  if (first === undefined) return { root: undefined, problems };
  problems.push(...toYamlProblems(first.errors.slice(0, mostProblems), text));
  if (second !== undefined) {
    const start = second.range[0];
    problems.push({
      start,
      end: Math.min(start + 3, text.length),
      sentence: l10n.t('This file holds several documents.'),
      remedy: l10n.t('Keep one test in a file, and remove the line “---” between them.'),
    });
  }

  const misread = new Set(problems.map(({ start }) => start));
  const refuse = (range: TextRange, sentence: string, remedy: string): void => {
    if (misread.has(range.start)) return;
    problems.push({ start: range.start, end: range.end, sentence, remedy });
  };
  const rangeOf = (node: Node | null | undefined, at: number): TextRange => {
    const range = node?.range;
    return range ? { start: range[0], end: range[1] } : { start: at, end: at };
  };
  const checkProperties = (node: Node): void => {
    if (problems.length >= mostProblems) return;
    const { start } = rangeOf(node, 0);
    if ('anchor' in node && typeof node.anchor === 'string') {
      const at = Math.max(0, text.lastIndexOf(`&${node.anchor}`, start));
      const range = { start: at, end: at + node.anchor.length + 1 };
      refuse(range, l10n.t('Anchors are not used in this file.'), quoteOrWrite());
    }
    if ('tag' in node && typeof node.tag === 'string') {
      let at = text.lastIndexOf('!', start);
      if (text[at - 1] === '!') at--;
      const from = at <= text.lastIndexOf('\n', start - 1) ? start : at;
      refuse(
        { start: from, end: Math.max(start, from + 1) },
        l10n.t('Tags are not used in this file.'),
        quoteOrWrite(),
      );
    }
  };

  const toText = (scalar: Scalar, range: TextRange): YamlText => {
    const style =
      scalar.type === 'PLAIN'
        ? 'plain'
        : scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED'
          ? 'block'
          : 'quoted';
    const value = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '');
    return { kind: 'text', ...range, text: value, style };
  };

  const toKey = (key: unknown, at: number): YamlText => {
    if (yaml.isScalar(key)) {
      checkProperties(key);
      const found = toText(key, rangeOf(key, at));
      if (found.text === '<<' && found.style === 'plain') {
        refuse(found, l10n.t('Merges are not used in this file.'), quoteOrWrite());
      }
      return found;
    }
    const range = yaml.isNode(key) ? rangeOf(key, at) : { start: at, end: at };
    refuse(range, l10n.t('A key must be a text.'), quoteOrWrite());
    return { kind: 'text', ...range, text: text.slice(range.start, range.end), style: 'quoted' };
  };

  const toNode = (node: ParsedNode | Node | null | undefined, at: number): YamlNode => {
    if (node === null || node === undefined) return { kind: 'nothing', start: at, end: at };
    const range = rangeOf(node, at);
    if (yaml.isAlias(node)) {
      refuse(range, l10n.t('Aliases are not used in this file.'), quoteOrWrite());
      return { kind: 'text', ...range, text: text.slice(range.start, range.end), style: 'quoted' };
    }
    checkProperties(node);
    if (yaml.isMap(node)) {
      const entries = node.items.map((pair: Pair): YamlEntry => {
        const key = toKey(pair.key, range.start);
        return { key, value: toNode(pair.value as Node | null, key.end) };
      });
      return { kind: 'map', ...range, entries, flow: node.flow === true };
    }
    if (yaml.isSeq(node)) {
      const items = node.items.map((item) =>
        yaml.isPair(item) ? pairInList(item) : toNode(item as Node | null, range.start),
      );
      return { kind: 'list', ...range, items, flow: node.flow === true };
    }
    if (!yaml.isScalar(node)) return { kind: 'nothing', ...range };
    const isEmpty = node.type === 'PLAIN' && range.start === range.end;
    return isEmpty ? { kind: 'nothing', ...range } : toText(node, range);
  };
  const pairInList = (pair: Pair): YamlNode => {
    const key = toKey(pair.key, 0);
    const value = toNode(pair.value as Node | null, key.end);
    return { kind: 'map', start: key.start, end: value.end, entries: [{ key, value }], flow: true };
  };

  const root = first.contents === null ? undefined : toNode(first.contents, 0);
  return { root, problems };
}

/** Every node below and including this one, in the order of the text. */
export function* walkYaml(node: YamlNode): Generator<YamlNode> {
  yield node;
  if (node.kind === 'list') for (const item of node.items) yield* walkYaml(item);
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      yield key;
      yield* walkYaml(value);
    }
  }
}

/** The rest of the line on which an offset stands, without the white space around it. */
export function lineOf(text: string, offset: number): TextRange {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const to = text.indexOf('\n', offset);
  const line = text.slice(from, to < 0 ? text.length : to);
  const start = from + (line.length - line.trimStart().length);
  return { start: Math.max(start, Math.min(offset, from + line.length)), end: from + line.trimEnd().length };
}

/** Nested brackets and lists inside lists are found before the parser meets them. */
function findTooDeep(text: string): YamlProblem | undefined {
  let depth = 0;
  const tooDeep = (start: number): YamlProblem => ({
    start,
    end: start + 1,
    sentence: l10n.t('This is nested too deeply.'),
    remedy: l10n.t('Nothing in this file needs more than {0} levels.', deepest),
  });
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    // Brackets in messages need no partner; a block cannot be deeper than its line is indented.
    else if (character === '\n' && depth > 0 && !continuesFlow(text, index)) depth = 0;
    if (depth > deepest) return tooDeep(index);
  }
  const compact = /^[ ]*(?:[-?:][ ]+){41,}/m.exec(text) ?? /^[ ]{400,}\S/m.exec(text);
  return compact === null ? undefined : tooDeep(compact.index);
}

function continuesFlow(text: string, lineEnd: number): boolean {
  return !/^\s*(?:- |[\w-]+:(?:\s|$))/.test(text.slice(lineEnd + 1, lineEnd + 200));
}
