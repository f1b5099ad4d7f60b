import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type LooseNode, pathOf, walkLoose } from '../../../../src/core/text/looseNode.ts';
import { readLooseYaml } from '../../../../src/core/text/looseYaml.ts';
import { parseYamlTree, type YamlNode } from '../../../../src/core/text/yamlTree.ts';
import { repoFolder } from '../../../support/paths.ts';

/** `path = written value`, a line for each key and item. */
function show(text: string): string {
  return [...walkLoose(readLooseYaml(text))]
    .map((node) => `${pathOf(node).join('.')}${node.isBare ? '?' : ''} = ${written(text, node)}`)
    .join('\n');
}

function written(text: string, { value, style }: LooseNode): string {
  return value === undefined ? style : text.slice(value.start, value.end);
}

describe('YAML that is still being written', () => {
  const facts: readonly (readonly [name: string, text: string, shown: string])[] = [
    [
      'keys and a list',
      'test: a\nturns:\n  - user: b\n    said: c\n  - d',
      'test = a\nturns = list\nturns.0 = map\nturns.0.user = b\nturns.0.said = c\nturns.1 = d',
    ],
    [
      'a list at the column of its key',
      'turns:\n- user: b\ntags: [x, y]',
      'turns = list\nturns.0 = map\nturns.0.user = b\ntags = list\ntags.0 = x\ntags.1 = y',
    ],
    [
      'a key without its colon',
      'turns:\n  - user: a\n    exp',
      'turns = list\nturns.0 = map\nturns.0.user = a\nturns.0.exp? = none',
    ],
    [
      'braces that are not closed',
      'create: { channel: web\nturns:\n  - user: a',
      'create = map\ncreate.channel = web\nturns = list\nturns.0 = map\nturns.0.user = a',
    ],
    [
      'a key in braces that is being written',
      'expect: { contains: a, ma }',
      'expect = map\nexpect.contains = a\nexpect.ma? = none',
    ],
    [
      'a variable in braces without quotes',
      'expect: { contains: ${a}, not: { equals: ${b} } }',
      'expect = map\nexpect.contains = ${a}\nexpect.not = map\nexpect.not.equals = ${b}',
    ],
    ['a message with ": "', 'user: Room: 12 please # no', 'user = Room: 12 please'],
    ['a quote that is not closed', 'user: "a\nsaid: b', 'user = "a\nsaid = b'],
    [
      'a block text with what looks like keys',
      'user: |\n  said: no\n\n  more\nsaid: yes',
      'user = |\n  said: no\n\n  more\nsaid = yes',
    ],
    ['a text over several lines', 'user: one\n  two\nsaid: b', 'user = one\n  two\nsaid = b'],
    ['lines that end with a carriage return', 'a: b\r\nc:\r\n  - d\r\n', 'a = b\nc = list\nc.0 = d'],
    ['comments', '# a: b\nc: d # e\n  # f: g\nh: "#i" # j', 'c = d\nh = "#i"'],
  ];
  for (const [name, text, shown] of facts) it(`reads ${name}`, () => assert.equal(show(text), shown));

  it('is read as YAML reads it where that can', async () => {
    const folder = path.join(repoFolder, 'test/fixtures');
    let count = 0;
    for (const file of globSync('{chatTests,examples,testExplorer}/**/*.polyai.{yaml,yml}', {
      cwd: folder,
    })) {
      const text = readFileSync(path.join(folder, file), 'utf8').replace(/^\uFEFF/, '');
      const { root, problems } = await parseYamlTree(text);
      if (root === undefined || problems.length > 0) continue;
      const read = [...strict(root, text, [])];
      // A file of one word, and a key that is none or holds a bracket, are slips: there is nothing to help with.
      if (read.length === 0 || read.some((line) => /^ |[{[]/.test(line))) continue;
      count++;
      const loose = [...walkLoose(readLooseYaml(text))].map((node) => {
        const { value } = node;
        return `${pathOf(node).join('.')} ${value === undefined ? node.style : `${value.start}-${value.end}`}`;
      });
      assert.deepEqual(loose, read, file);
    }
    assert.ok(count > 150, String(count));
  });

  it('takes no time, however it is written', () => {
    const long = 64 * 1024;
    const hostile: readonly (readonly [string, string])[] = [
      ['one line', `test: ${'a '.repeat(long / 2)}`],
      ['brackets', '['.repeat(long)],
      ['braces', '{a: '.repeat(long / 4)],
      ['dashes', '- '.repeat(long / 2)],
      ['quotes', `a: ["${'",'.repeat(long / 2)}`],
      ['open quotes', "- 'a\n".repeat(long / 5)],
      ['flow quotes', `a: [${'"b\n  '.repeat(long / 5)}`],
      ['spaces before a colon', `a${' '.repeat(250)}b\n`.repeat(long / 253)],
      ['deeper and deeper', Array.from({ length: 360 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
      ['keys', 'a: b\n'.repeat(long / 5)],
      ['keys in braces', `a: {${'b: c, '.repeat(long / 6)}`],
      ['variables in braces', `a: {b: ${'${'.repeat(long / 2)}`],
      ['block texts', 'a: |\n b\n'.repeat(long / 8)],
    ];
    for (const [name, text] of hostile) {
      const started = process.cpuUsage();
      [...walkLoose(readLooseYaml(text))].map(pathOf);
      const { user } = process.cpuUsage(started);
      assert.ok(user < 100_000, `${name}: ${user / 1000} ms`);
    }
  });
});

function* strict(node: YamlNode, text: string, steps: readonly (string | number)[]): Generator<string> {
  if (steps.length > 0) {
    const end = node.start + text.slice(node.start, node.end).trimEnd().length;
    const shown =
      node.kind === 'text' ? `${node.start}-${end}` : node.kind === 'nothing' ? 'none' : node.kind;
    yield `${steps.join('.')} ${shown}`;
  }
  if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* strict(item, text, [...steps, index]);
  if (node.kind === 'map')
    for (const { key, value } of node.entries) yield* strict(value, text, [...steps, key.text]);
}
