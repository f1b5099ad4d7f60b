import * as l10n from '@vscode/l10n';
import type { YamlEntry, YamlNode } from '../text/yamlTree.ts';
import type { Capture, TestTurn } from './chatTest.ts';
import { readJsonObject, readJsonPath } from './jsonTemplates.ts';
import type { NodeReader } from './nodeReader.ts';
import { readExpectation } from './parseExpectation.ts';
import { readPattern } from './parsePattern.ts';
import { readNamed } from './parseVariables.ts';
import { captureKeys, turnKeys } from './testKeys.ts';

const mostTurns = 500;
const longestWaitSeconds = 3600;

/** The turns of a test in order. A turn with a problem is left out. */
export function readTurns(node: YamlNode, reader: NodeReader): readonly TestTurn[] {
  if (node.kind !== 'list' || node.items.length === 0) {
    reader.problem(
      node,
      l10n.t('turns must be a list with at least one turn.'),
      l10n.t('Begin each turn with {0}.', '- user:'),
    );
    return [];
  }
  if (node.items.length > mostTurns) {
    reader.problem(
      node.items[mostTurns] ?? node,
      l10n.t('A test has at most {0} turns.', mostTurns),
      l10n.t('Split it into several tests.'),
    );
    return [];
  }
  return node.items.flatMap((_, index) => readTurn(node.items, index, reader) ?? []);
}

function readTurn(nodes: readonly YamlNode[], index: number, reader: NodeReader): TestTurn | undefined {
  const node = nodes[index];
  const isFirst = index === 0;
  if (node === undefined) return undefined;
  const entries = reader.map(node, turnKeys(), l10n.t('A turn'));
  if (entries === undefined) return undefined;
  const user = entries.get('user');
  const delayed = entries.get('delayed');
  const isDelayed = delayed !== undefined && (reader.flag(delayed.value, 'delayed') ?? false);
  if (user !== undefined && isDelayed) {
    reader.problem(
      delayed?.key ?? node,
      l10n.t('A turn says something or fetches a delayed reply, not both.'),
      l10n.t('Make two turns of it.'),
    );
  }
  if (user === undefined && !isDelayed && !isFirst) {
    reader.problem(
      entries.values().next().value?.key ?? node,
      l10n.t('This turn says nothing. Only the first turn may, for the greeting.'),
      l10n.t('Add {0}, or {1} to fetch a delayed reply.', 'user:', 'delayed: true'),
      [
        ...reader.join(nodes[index - 1], node, l10n.t('Join with the Turn Before')),
        ...reader.join(node, nodes[index + 1], l10n.t('Join with the Next Turn')),
      ],
    );
  }
  const text = user && reader.template(user.value, 'user');
  if (text !== undefined && text.source.trim() === '') {
    reader.problem(
      text,
      l10n.t('An empty message would fetch a delayed reply.'),
      l10n.t('Write what the user says, or {0}.', 'delayed: true'),
    );
  }
  const kind = user !== undefined ? 'user' : isDelayed ? 'delayed' : 'greeting';
  const value = (key: string): YamlNode | undefined => entries.get(key)?.value;
  if (kind === 'greeting') refuseForGreeting(entries, reader);

  const said = value('said');
  const saidText = said && said.kind !== 'nothing' ? reader.text(said, 'said') : undefined;
  const expect = value('expect');
  const expectation = expect && readExpectation(expect, 'expect', reader);
  const same = expectation?.checks.find((check) => check.kind === 'same');
  if (same !== undefined && saidText === undefined) {
    reader.problem(
      same,
      l10n.t('“same” compares with “said”, which this turn does not have.'),
      l10n.t('Add {0}, or use {1}.', 'said:', 'equals'),
    );
  }
  const attributes = value('integration_attributes');
  const metadata = value('metadata');
  const language = value('language');
  const wait = value('wait');
  return {
    kind,
    user: text,
    said: saidText && { value: saidText.text, start: saidText.start, end: saidText.end },
    expect: expectation,
    capture: readCaptures(value('capture'), reader),
    waitSeconds: wait && reader.number(wait, 'wait', 0, longestWaitSeconds),
    integrationAttributes: attributes && readJsonObject(attributes, 'integration_attributes', reader),
    metadata: metadata && readJsonObject(metadata, 'metadata', reader),
    language: language && reader.template(language, 'language'),
    start: node.start,
    end: node.end,
  };
}

/** The greeting is the answer to create: it has no message of its own to send something with. */
function refuseForGreeting(entries: ReadonlyMap<string, YamlEntry>, reader: NodeReader): void {
  for (const key of ['integration_attributes', 'metadata', 'language', 'wait']) {
    const entry = entries.get(key);
    if (entry === undefined) continue;
    reader.problem(
      entry.key,
      l10n.t('The greeting has no message, so “{0}” would not be sent.', key),
      key === 'integration_attributes' || key === 'language'
        ? l10n.t('Write it in {0}.', 'create')
        : l10n.t('Write it in a turn with {0}.', 'user'),
    );
  }
}

function readCaptures(node: YamlNode | undefined, reader: NodeReader): readonly Capture[] {
  return readNamed(node, 'capture', reader, "capture: { booking: 'BK-\\d{5}' }").flatMap(
    ({ key, value }): readonly Capture[] => {
      const { start, end, text: name } = key;
      if (value.kind === 'map') {
        const entry = reader.map(value, captureKeys(), 'capture')?.get('json');
        if (value.entries.length === 0) {
          reader.problem(value, l10n.t('{0} is empty.', name), l10n.t('Write {0}.', '{ json: $.id }'));
        }
        const text = entry && reader.text(entry.value, 'json');
        const path = text && readJsonPath(text, reader);
        return path === undefined ? [] : [{ name, start, end, from: { kind: 'json', path } }];
      }
      const text = reader.text(value, name);
      const pattern = text && readPattern(text, reader);
      return pattern === undefined ? [] : [{ name, start, end, from: { kind: 'pattern', pattern } }];
    },
  );
}
