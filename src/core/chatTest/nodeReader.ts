import * as l10n from '@vscode/l10n';
import type { TextRange } from '../text/textLines.ts';
import { missingSpace } from '../text/yamlProblems.ts';
import {
  lineOf,
  mostProblems,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlText,
} from '../text/yamlTree.ts';
import { parseTemplate, type Template } from './template.ts';
import type { TestKeys } from './testKeys.ts';
import { nearestName, type ProblemFix, type TestProblem } from './testProblem.ts';
import { comment, quoteFix } from './unquotedMessages.ts';

/** Reads values out of the tree of one file; what is not as it should be becomes a problem, and undefined. */
export interface NodeReader {
  readonly problems: TestProblem[];
  /** What is valid and probably not meant. */
  readonly warnings: TestProblem[];
  /** Counts the regular expressions of the file: each takes a while to be checked. */
  patterns: number;
  /** Names that the file gives a value, also those whose value is wrong: it is told, and their use is not. */
  readonly declared: Set<string>;
  problem(range: TextRange, sentence: string, remedy: string, fixes?: readonly ProblemFix[]): undefined;
  /** The entries of a map by key. Unknown keys and keys that stand twice are problems. */
  map(node: YamlNode, keys: TestKeys, what: string): Map<string, YamlEntry> | undefined;
  /** Warns of a value that ends at a #, where a comment is not likely meant: `order: #5`. */
  warnOfComment(entry: YamlEntry): void;
  /** The change that makes one of two items of a list, by the dash of the second; none where they do not go together. */
  join(first: YamlNode | undefined, second: YamlNode | undefined, title: string): readonly ProblemFix[];
  /** A text as written; a template keeps its variables. */
  text(node: YamlNode, what: string): YamlText | undefined;
  template(node: YamlNode, what: string): Template | undefined;
  /** A text, or a list of at least one. */
  templates(node: YamlNode, what: string): readonly Template[];
  texts(node: YamlNode, what: string): readonly YamlText[];
  number(node: YamlNode, what: string, least: number, most: number, whole?: boolean): number | undefined;
  flag(node: YamlNode, what: string, remedy?: string): boolean | undefined;
}

/** Ends the reading of a file: to find every problem of a hostile one takes long, and so many are not read. */
export class TooManyProblems extends Error {}

export function createNodeReader(source: string): NodeReader {
  const problems: TestProblem[] = [];
  const warnings: TestProblem[] = [];

  const problem: NodeReader['problem'] = (range, sentence, remedy, fixes) => {
    problems.push({ start: range.start, end: range.end, sentence, remedy, fixes });
    if (problems.length >= mostProblems) throw new TooManyProblems();
    return undefined;
  };

  function duplicate(entry: YamlEntry): void {
    problem(
      entry.key,
      l10n.t('The key “{0}” stands here twice.', shown(entry.key.text)),
      l10n.t('Keep one of them.'),
    );
  }

  /** `expect:{ … }` and `equals:x`: to YAML the colon is a letter of the text. */
  function lacksSpace(node: YamlNode, keys: TestKeys): boolean {
    const [written, name = ''] = (node.kind === 'text' && /^([A-Za-z_]+):(?=\S)/.exec(node.text)) || [];
    if (written === undefined || !Object.hasOwn(keys, name)) return false;
    const { start, end, sentence, remedy, fixes } = missingSpace(node.start + written.length);
    problem({ start, end }, sentence, remedy, fixes);
    return true;
  }

  function unknownKey({ key }: YamlEntry, keys: TestKeys, what: string): void {
    if (lacksSpace(key, keys)) return;
    const nearest = nearestName(key.text, Object.keys(keys));
    const sentence = l10n.t('{0} has no key “{1}”.', what, shown(key.text));
    if (nearest === undefined) {
      problem(key, sentence, l10n.t('The keys are: {0}.', Object.keys(keys).join(', ')));
      return;
    }
    problem(key, sentence, l10n.t('Did you mean “{0}”?', nearest), [
      { start: key.start, end: key.end, title: l10n.t('Change to “{0}”', nearest), text: nearest },
    ]);
  }

  /** What stands where a text should: a message that YAML reads as a map or a list is offered in quotes. */
  function notText(node: YamlNode, what: string): undefined {
    const line = lineOf(source, node.start);
    const range = { start: node.start, end: Math.max(line.end, node.start) };
    const written = source.slice(range.start, range.end);
    if (node.kind === 'nothing') {
      return problem(
        keyBefore(source, node),
        l10n.t('{0} is empty.', what),
        l10n.t('Write a text, or remove the key.'),
      );
    }
    const isOneLine = node.end <= line.end + 1 && written !== '';
    return problem(
      isOneLine ? range : { start: node.start, end: Math.min(node.end, line.end) },
      l10n.t('{0} must be a text.', what),
      isOneLine && node.kind === 'map' && !node.flow
        ? l10n.t('Quote the text: with ": " in it, YAML reads a key.')
        : l10n.t('Write a text, in quotes where it holds special characters.'),
      isOneLine ? [quoteFix(range, written)] : undefined,
    );
  }

  const text: NodeReader['text'] = (node, what) => (node.kind === 'text' ? node : notText(node, what));

  const texts: NodeReader['texts'] = (node, what) => {
    if (node.kind !== 'list') {
      const one = text(node, what);
      return one === undefined ? [] : [one];
    }
    if (node.items.length === 0) {
      problem(node, l10n.t('{0} is an empty list.', what), l10n.t('Write a text, or remove the key.'));
    }
    return node.items.flatMap((item) => text(item, what) ?? []);
  };

  return {
    problems,
    warnings,
    patterns: 0,
    declared: new Set(),
    problem,
    text,
    texts,
    template: (node, what) => {
      const found = text(node, what);
      return found && parseTemplate(found.text, found);
    },
    templates: (node, what) => texts(node, what).map((found) => parseTemplate(found.text, found)),

    warnOfComment({ key, value }) {
      if (value.kind !== 'nothing' && !(value.kind === 'text' && value.style === 'plain')) return;
      const line = source.slice(key.end, lineOf(source, key.end).end);
      const written = /^\s*:\s+(.*\S)/.exec(line)?.[1] ?? '';
      if (!/(?:^|\s)#\S/.test(written)) return;
      const start = key.end + line.indexOf(written);
      const range = { start, end: start + written.length };
      warnings.push({ ...range, ...comment(written), fixes: [quoteFix(range, written)] });
    },

    join(first, second, title) {
      if (first?.kind !== 'map' || second?.kind !== 'map' || first.flow || second.flow) return [];
      const keys = new Set(first.entries.map(({ key }) => key.text));
      const leadOf = ({ start }: YamlNode) => source.slice(source.lastIndexOf('\n', start) + 1, start);
      const lead = leadOf(second);
      if (lead !== leadOf(first) || second.entries.some(({ key }) => keys.has(key.text))) return [];
      const start = second.start - lead.length + lead.indexOf('-');
      return [{ start, end: start + 1, title, text: ' ' }];
    },

    map(node, keys, what) {
      if (node.kind !== 'map') {
        if (lacksSpace(node, keys)) return undefined;
        const range = node.kind === 'nothing' ? keyBefore(source, node) : node;
        const line = lineOf(source, range.start);
        return problem(
          { start: range.start, end: Math.min(range.end, Math.max(line.end, range.start)) },
          l10n.t('{0} must be a list of keys and values.', what),
          l10n.t('The keys are: {0}.', Object.keys(keys).join(', ')),
        );
      }
      const found = new Map<string, YamlEntry>();
      for (const entry of (node satisfies YamlMap).entries) {
        if (!Object.hasOwn(keys, entry.key.text)) unknownKey(entry, keys, what);
        else if (found.has(entry.key.text)) duplicate(entry);
        else found.set(entry.key.text, entry);
      }
      return found;
    },

    number(node, what, least, most, whole = false) {
      const value =
        node.kind === 'text' && node.style === 'plain' && /^\d+(?:\.\d+)?$/.test(node.text)
          ? Number(node.text)
          : Number.NaN;
      if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
      const range = node.kind === 'nothing' ? keyBefore(source, node) : node;
      return problem(
        range,
        whole ? l10n.t('{0} must be a whole number.', what) : l10n.t('{0} must be a number.', what),
        l10n.t('Write a number from {0} to {1}.', least, most),
      );
    },

    flag(node, what, remedy = l10n.t('Write {0} or {1}.', 'true', 'false')) {
      if (node.kind === 'text' && node.style === 'plain') {
        if (/^(?:true|True|TRUE)$/.test(node.text)) return true;
        if (/^(?:false|False|FALSE)$/.test(node.text)) return false;
      }
      const range = node.kind === 'nothing' ? keyBefore(source, node) : node;
      return problem(range, l10n.t('{0} must be true or false.', what), remedy);
    },
  };
}

/** Where nothing stands, the key before it is what can be pointed at. */
function keyBefore(source: string, { start }: TextRange): TextRange {
  // A key is short, and a line may be all of the file.
  const near = Math.max(source.lastIndexOf('\n', start - 1) + 1, start - 100);
  const from = source.slice(near, start).search(/[\w"'-]+:?\s*$/);
  const begin = from < 0 ? near : near + from;
  return { start: begin, end: Math.max(source.slice(begin, start).trimEnd().length + begin, begin + 1) };
}

export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
