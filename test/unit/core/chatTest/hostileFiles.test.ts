import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { draftOfConversation, offerChecks } from '../../../../src/core/chatTest/draftOfConversation.ts';
import { judgeReply } from '../../../../src/core/chatTest/judgeReply.ts';
import { parseChatTest } from '../../../../src/core/chatTest/parseChatTest.ts';
import { isSameJson } from '../../../../src/core/chatTest/replyJson.ts';
import { parseRowsFile } from '../../../../src/core/chatTest/rowsFile.ts';
import type { Turn } from '../../../../src/core/conversation/conversation.ts';
import { toRepeatedContent } from '../../../../src/core/conversation/repeatedContent.ts';
import { aConversation, anExchange, at } from '../history/fixtures.ts';

const size = 64 * 1024 - 1;
const filled = (part: string, head = '', tail = ''): string =>
  head + part.repeat(Math.floor((size - head.length - tail.length) / part.length)) + tail;
const lines = (line: (index: number) => string, head = '', tail = ''): string => {
  let text = head;
  for (let index = 0; text.length + tail.length < size - 200; index++) text += `${line(index)}\n`;
  return text + tail;
};
const small = 'test: a\nturns:\n  - user: a\n    expect: { contains: a }\n';
const turns = 'turns:\n  - user: a\n    expect: { contains: a }\n';
const letters = Array.from(
  { length: 70 },
  (_, index) => `${String.fromCodePoint(0x4e00 + index)}[a-z]?[0-9]?`,
);

const shapes: Readonly<Record<string, string>> = {
  comments: filled('#\n', small),
  'a list in brackets': filled('a,', 'test: a\nturns: [', ']'),
  'a map in braces': filled('a: ,', `test: a\n${turns}create: {`, '}'),
  turns: filled('  - user: a\n', 'test: a\nturns:\n'),
  'unknown keys': filled('kkkkkkk: a\n'),
  'wrong escapes': filled('\\q', 'test: "', '"'),
  directives: filled('%a\n'),
  anchors: filled('- &a\n'),
  aliases: filled('- *a\n'),
  tags: filled('!a ,', 'turns: [', ']'),
  'question marks': filled('? a\n'),
  'colons in a row': filled(': '),
  brackets: filled('['),
  braces: filled('{a: '),
  'quotation marks': filled('"', small),
  apostrophes: filled("'", small),
  variables: filled('${a}', 'test: "', '"\nturns: []'),
  'variables in brackets': filled('${a},', 'test: [', ']'),
  'open variables': filled('${', 'test: {a: ', '}'),
  'line breaks': filled('\n', small),
  'CR LF': filled('\r\n', small),
  documents: filled('a\n---\n'),
  'steps to the right': Array.from({ length: 350 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
  'an open quotation': filled('a ', 'test: "'),
  'spaces before a comment': filled(' ', small, '!'),
  'lines of forty spaces': filled(`${' '.repeat(40)}!\n`, small),
  'dashes in a row': filled('- ', small, '!'),
  tabs: filled('\ta: b\n'),
  'one long key': filled('a', '', ': b'),
  'one long comment': filled('#', 'test: a '),
  'block texts': filled('a: |\n'),
  'a matrix of many names': lines((index) => ` a${index}: [a]`, 'test: a\nmatrix:\n', turns),
  'variables that nobody knows': lines((index) => ` a${index}: "\${b${index}}"`, 'test: a\nvars:\n', turns),
  'rows with nothing in common': lines((index) => ` - { a${index}: 1 }`, 'test: a\nrows:\n', turns),
  'many expressions': lines(
    (index) => `        - '(a|b)*x${index}'`,
    'test: a\nturns:\n  - user: a\n    expect:\n      not:\n       matches:\n',
  ),
  'large expressions': lines(
    (index) => `        - '(?:${letters.join('|')}|x${index})*'`,
    'test: a\nturns:\n  - user: a\n    expect:\n      not:\n       matches:\n',
  ),
};

/** As many checks of one kind as a file may hold. */
const checks: Readonly<Record<string, string>> = {
  'places in the response': Array.from({ length: 1800 }, (_, index) => `        p${index}: a`).join('\n'),
  'texts at places in the response': Array.from(
    { length: 700 },
    (_, index) => `        items[${index}].id: { contains: a }`,
  ).join('\n'),
};
const texts = Array.from({ length: 1200 }, (_, index) => `a${index}`).join();
const judged: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(checks).map(([name, json]) => [name, `      json:\n${json}\n`])),
  'texts that must not be there': `      not: { contains: [${texts}] }\n`,
};

/** Time of this process alone: what else the machine does is not counted. The best of two, after one for the compiler. */
async function heldMs(work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await work();
    const { user, system } = process.cpuUsage(before);
    taken.push((user + system) / 1000);
  }
  return Math.min(...taken.slice(1));
}

describe('a hostile test file', () => {
  for (const [name, text] of Object.entries(shapes)) {
    it(`of 64 kB holds no thread for 100 ms: ${name}`, async () => {
      let problems = 0;
      const ms = await heldMs(async () => {
        ({ length: problems } = (await parseChatTest(text, { today: '2026-01-01' })).problems);
      });
      assert.ok(problems <= 202, `${problems} problems`);
      assert.ok(ms < 100, `${ms.toFixed(0)} ms`);
    });
  }

  for (const [name, checked] of Object.entries(judged)) {
    it(`holds no thread for 100 ms when a long reply is judged: ${name}`, async () => {
      const file = `test: a\nturns:\n  - user: a\n    expect:\n${checked}`;
      const { test, problems } = await parseChatTest(file, { today: '2026-01-01' });
      assert.deepEqual(problems, []);
      let replies = 0;
      const ms = await heldMs(async () => {
        // Another reply each time: what is known of the last one is no help.
        const text = `${'Frühstück um 7 '.repeat(1500)}${replies++}`;
        const items = Array.from({ length: 1000 }, (_, id) => ({ id }));
        const reply = { text, latencyMs: 1, ended: false, body: JSON.stringify({ response: text, items }) };
        judgeReply(reply, { expect: test?.turns[0]?.expect }, undefined, ({ source }) => source);
      });
      assert.ok(ms < 100, `${ms.toFixed(0)} ms`);
    });
  }

  it('with a million rows is refused before they are built', async () => {
    const csv = `a\n${'1\n'.repeat(1_000_000)}`;
    const json = `[${'{"a":1},'.repeat(250_000)}{"a":1}]`;
    for (const [file, content] of [
      ['rows.csv', csv],
      ['rows.json', json],
    ] as const) {
      let rows: object = {};
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const ms = await heldMs(async () => {
        rows = parseRowsFile(file, content);
      });
      assert.ok('sentence' in rows);
      assert.ok(ms < 100, `${file}: ${ms.toFixed(0)} ms`);
    }
  });

  it('nested without an end is refused in a sentence', () => {
    for (const content of ['['.repeat(50_000), `[${deep}]`]) {
      assert.ok('sentence' in parseRowsFile('rows.json', content));
    }
  });
});

/** A few kilobytes of it are enough to exhaust the stack of what reads it level by level. */
const deep = `${'{"a":['.repeat(10_000)}1${']}'.repeat(10_000)}`;

describe('a reply nested without an end', () => {
  const body = `{"conversation_id":"c","response":"hello","extra":${deep}}`;
  const turn: Turn = {
    id: '1',
    index: 0,
    kind: 'create',
    state: 'answered',
    reply: 'hello',
    startedAt: at(0),
    exchange: anExchange({ responseBody: body, requestBody: body }),
  };

  it('is judged, and its run goes on', async () => {
    const source = `test: a\nturns:\n  - user: a\n    expect: { contains: hello, json: { extra.a: 1 } }\n`;
    const { test, problems } = await parseChatTest(source, { today: '2026-11-26' });
    assert.deepEqual(problems, []);
    const reply = { text: 'hello', latencyMs: 1, ended: false, body };
    const failures = judgeReply(
      reply,
      { expect: test?.turns[0]?.expect },
      undefined,
      ({ source: text }) => text,
    );
    assert.deepEqual(
      failures.map(({ check }) => check),
      ['json.extra.a'],
    );
    assert.ok(!isSameJson(deep, `${deep} `) && isSameJson(deep, deep));
  });

  it('can be saved as a chat test, and said again', () => {
    const conversation = { ...aConversation(), turns: [turn] };
    assert.ok(offerChecks(draftOfConversation(conversation), conversation).length > 0);
    assert.equal(toRepeatedContent(turn).integrationAttributes, undefined);
  });
});
