import * as l10n from '@vscode/l10n';
import { createTextLines, type TextLines } from '../text/textLines.ts';
import { parseYamlTree, type YamlNode } from '../text/yamlTree.ts';
import type { ChatTest, CreateSpec, Expectation } from './chatTest.ts';
import { chooseName, isConnectionName, notConnectionName } from './connectionName.ts';
import { findUnknownVariables } from './knownVariables.ts';
import { readJsonObject } from './jsonTemplates.ts';
import { createNodeReader, type NodeReader, TooManyProblems } from './nodeReader.ts';
import { readExpectation } from './parseExpectation.ts';
import { readQuarantine } from './parseQuarantine.ts';
import { readTurns } from './parseTurns.ts';
import { readMatrix, readRows, readVars } from './parseVariables.ts';
import { literalTemplate } from './template.ts';
import { createKeys, fileKeys } from './testKeys.ts';
import type { TestProblem } from './testProblem.ts';
import { coverUnquotedMessages } from './unquotedMessages.ts';

export interface ParsedChatTest {
  /** What could be read, also beside problems: for an outline, never for a run. */
  readonly test: ChatTest | undefined;
  /** In the order of the text. A test with one is not run. */
  readonly problems: readonly TestProblem[];
  /** What is valid and probably not meant. */
  readonly warnings: readonly TestProblem[];
  readonly lines: TextLines;
  /** The tree, for those who offer help while something is still missing. */
  readonly root: YamlNode | undefined;
}

/** A file larger than this is refused unread; tests of people are a few thousand characters. */
export const longestTestFile = 64 * 1024;

export interface ParseOptions {
  /** ISO 8601 date: a quarantine that ended before it is an error. */
  readonly today: string;
}

/** Reads a test file. Never rejects for what the text says: that is in `problems`. */
export async function parseChatTest(written: string, { today }: ParseOptions): Promise<ParsedChatTest> {
  // A byte order mark is no part of the text: an editor does not count it either.
  const marked = written.startsWith('\uFEFF') ? written.slice(1) : written;
  // A lone carriage return ends a line in an editor too.
  const source = marked.replaceAll(/\r(?!\n)/g, '\n');
  const lines = createTextLines(source);
  const reader = createNodeReader(source);
  const { problems, warnings } = reader;
  const failed = (): ParsedChatTest => ({ test: undefined, problems, warnings, lines, root: undefined });

  if (source.length > longestTestFile) {
    reader.problem(
      { start: 0, end: 1 },
      l10n.t('This file is larger than {0} kB.', longestTestFile / 1024),
      l10n.t('Keep one conversation in a file, and many rows in a .csv file beside it.'),
    );
    return failed();
  }
  if (source.trim() === '') {
    reader.problem(
      { start: 0, end: 0 },
      l10n.t('This file is empty.'),
      l10n.t('A test begins with {0} and has {1}.', 'test:', 'turns:'),
    );
    return failed();
  }

  const covered = coverUnquotedMessages(source);
  problems.push(...covered.problems);
  const tree = await parseYamlTree(covered.text);
  const coveredLines = new Set(covered.problems.map(({ start }) => lines.positionAt(start).line));
  for (const problem of tree.problems) {
    // What YAML says of a line with an unquoted message is said already.
    if (!coveredLines.has(lines.positionAt(problem.start).line)) problems.push(problem);
  }
  // Behind an error of YAML everything may be misread: no more is said than what is sure.
  const isReadable = tree.problems.length === 0;
  const before = problems.length;
  const test = tree.root === undefined ? undefined : readWhatCanBe(tree.root, reader, today);
  if (tree.root === undefined && isReadable) {
    reader.problem(
      { start: 0, end: 1 },
      l10n.t('This file holds nothing but comments.'),
      l10n.t('A test begins with {0} and has {1}.', 'test:', 'turns:'),
    );
  }
  if (!isReadable) problems.length = before;
  return { test, problems: inOrder(problems), warnings, lines, root: tree.root };
}

function readWhatCanBe(root: YamlNode, reader: NodeReader, today: string): ChatTest | undefined {
  try {
    return readTest(root, reader, today);
  } catch (error) {
    if (error instanceof TooManyProblems) return undefined;
    throw error;
  }
}

function inOrder(problems: readonly TestProblem[]): readonly TestProblem[] {
  const seen = new Set<string>();
  return [...problems]
    .sort((a, b) => a.start - b.start)
    .filter(({ start, sentence }) => {
      const key = `${start} ${sentence}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

function readTest(root: YamlNode, reader: NodeReader, today: string): ChatTest | undefined {
  const entries = reader.map(root, fileKeys(), l10n.t('A test'));
  if (entries === undefined) return undefined;
  const valueOf = (key: string): YamlNode | undefined => entries.get(key)?.value;
  const require = (key: string, remedy: string): YamlNode | undefined => {
    const entry = entries.get(key);
    if (entry !== undefined) return entry.value;
    return reader.problem(
      { start: root.start, end: root.start + 1 },
      l10n.t('The key “{0}” is missing.', key),
      remedy,
    );
  };

  const nameNode = require('test', l10n.t('Begin with {0} and say what the conversation shows.', 'test:'));
  const name = nameNode && reader.template(nameNode, 'test');
  if (name !== undefined && name.source.trim() === '') {
    reader.problem(name, l10n.t('{0} is empty.', 'test'), l10n.t('Say what the conversation shows.'));
  }
  const turnsNode = require('turns', l10n.t('Add {0} with at least one turn.', 'turns:'));
  const turns = turnsNode === undefined ? [] : readTurns(turnsNode, reader);
  const never = valueOf('never');
  const neverRead = never && readExpectation(never, 'never', reader);
  const repeat = count('repeat', 1000);
  const passes = count('passes', 1000);
  if (passes !== undefined && passes > (repeat ?? 1)) {
    const entry = entries.get('passes');
    if (entry !== undefined) {
      reader.problem(
        entry.value,
        l10n.t('More passes than repeats can never be reached.'),
        l10n.t('Write a number up to {0}, or a larger {1}.', repeat ?? 1, 'repeat'),
      );
    }
  }
  function count(key: string, most: number): number | undefined {
    const node = valueOf(key);
    return node && reader.number(node, key, 1, most, true);
  }

  const tagsNode = valueOf('tags');
  const timeoutNode = valueOf('timeoutSeconds');
  const test: ChatTest = {
    name: name ?? literalTemplate('', { start: root.start, end: root.start }),
    tags: tagsNode === undefined ? [] : reader.texts(tagsNode, 'tags').map(({ text }) => text),
    connection: readConnection(valueOf('connection'), reader),
    create: readCreate(valueOf('create'), reader),
    vars: readVars(valueOf('vars'), reader),
    matrix: readMatrix(valueOf('matrix'), reader),
    rows: readRows(valueOf('rows'), reader),
    turns,
    never: neverRead,
    timeoutSeconds: timeoutNode && reader.number(timeoutNode, 'timeoutSeconds', 0.001, 3600),
    repeat,
    passes,
    quarantine: readQuarantine(valueOf('quarantine'), reader, today),
  };
  if (reader.problems.length === 0 && !hasCheck(test)) {
    reader.problem(
      entries.get('turns')?.key ?? root,
      l10n.t('This test checks nothing, so it could never fail.'),
      l10n.t('Add {0} to a turn, or {1} to the file.', 'expect', 'never'),
    );
  }
  // The columns of rows that cannot be read are not known.
  if (test.rows !== undefined || !entries.has('rows')) findUnknownVariables(test, reader);
  return test;
}

function hasCheck({ turns, never }: ChatTest): boolean {
  const holds = (expectation: Expectation | undefined): boolean =>
    expectation?.checks.some((check) => check.kind !== 'not' || holds(check.expectation)) ?? false;
  return holds(never) || turns.some(({ expect, capture }) => holds(expect) || capture.length > 0);
}

function readConnection(node: YamlNode | undefined, reader: NodeReader): ChatTest['connection'] {
  const text = node && reader.text(node, 'connection');
  if (text === undefined) return undefined;
  if (isConnectionName(text.text)) return { value: text.text, start: text.start, end: text.end };
  return reader.problem(text, notConnectionName(), chooseName());
}

function readCreate(node: YamlNode | undefined, reader: NodeReader): CreateSpec {
  const entries = node && reader.map(node, createKeys(), 'create');
  if (entries === undefined) return {};
  const template = (key: string) => {
    const entry = entries.get(key);
    return entry && reader.template(entry.value, key);
  };
  const attributes = entries.get('integration_attributes');
  const language = entries.get('language');
  for (const code of ['asr_lang_code', 'tts_lang_code']) {
    const entry = entries.get(code);
    if (language === undefined || entry === undefined) continue;
    reader.problem(
      entry.key,
      l10n.t('“language” already sets “{0}”.', code),
      l10n.t('Keep {0}, or both codes without it.', 'language'),
    );
  }
  return {
    variantId: template('variant_id'),
    channel: template('channel'),
    asrLangCode: template('asr_lang_code'),
    ttsLangCode: template('tts_lang_code'),
    language: template('language'),
    initialMessage: template('initial_message'),
    integrationAttributes: attributes && readJsonObject(attributes.value, 'integration_attributes', reader),
  };
}
