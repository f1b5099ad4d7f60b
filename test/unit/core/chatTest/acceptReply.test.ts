import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptReply } from '../../../../src/core/chatTest/acceptReply.ts';
import { parseChatTest } from '../../../../src/core/chatTest/parseChatTest.ts';

const today = '2026-11-23';

async function accept(source: string, reply: string, turn = 0): Promise<string> {
  const edit = await acceptReply({ source, turn, reply }, today);
  assert.ok(edit, 'there is nothing to edit');
  const edited = source.slice(0, edit.start) + edit.text + source.slice(edit.end);
  const { test, problems } = await parseChatTest(edited, { today });
  assert.deepEqual(problems, []);
  assert.equal(test?.turns[turn]?.said?.value.replace(/\n$/, ''), reply.replace(/\n$/, ''));
  return edited;
}

/** A file with one turn; `said` as it is written there. */
const file = (said: string) => `# Kept by the front desk.
test: Breakfast   # every morning
turns:
  - user: What time is breakfast?

    said: ${said}
    expect: { same: true }  # to the word

  - user: Thank you
    said: You are welcome.
    expect: { contains: welcome }
`;

describe('accepting the new reply', () => {
  const ways: readonly (readonly [name: string, before: string, reply: string, after: string])[] = [
    ['plain stays plain', 'At seven.', 'At eight o’clock.', 'At eight o’clock.'],
    ['single quotes stay', "'At seven.'", "It's at eight.", "'It''s at eight.'"],
    ['double quotes stay', '"At seven."', 'At "eight".', String.raw`"At \"eight\"."`],
    ['a colon needs quotes', 'At seven.', 'Breakfast: at eight.', "'Breakfast: at eight.'"],
    ['a number sign needs quotes', 'At seven.', 'Room #12 at eight.', "'Room #12 at eight.'"],
    ['what YAML would read as something else', 'At seven.', '- at eight', "'- at eight'"],
    ['an alias, a tag', 'At seven.', '*eight*', "'*eight*'"],
    ['lines', 'At seven.', 'At eight.\nIn the garden.', String.raw`"At eight.\nIn the garden."`],
    [
      'a block stays a block',
      '|\n      At seven.\n      Inside.',
      'At eight.\nOutside.',
      '|\n      At eight.\n      Outside.',
    ],
    [
      'a folded block keeps its lines',
      '>-\n      At\n      seven.',
      'At eight.\nOutside.',
      '|-\n      At eight.\n      Outside.',
    ],
    ['a comment behind it stays', 'At seven. # checked', 'At eight.', 'At eight. # checked'],
    ['what hides is written out', 'At seven.', 'At \u202Eeight.', String.raw`"At \u202eeight."`],
    ['a number as it is said', 'At seven.', '0123', '0123'],
    ['an empty reply', 'At seven.', '', "''"],
  ];
  for (const [name, before, reply, after] of ways) {
    it(`touches nothing but said: ${name}`, async () => {
      assert.equal(await accept(file(before), reply), file(after));
    });
  }

  it('in braces quotes what would end there', async () => {
    const source = 'test: x\nturns: [{ said: At seven., expect: { same: true } }]\n';
    assert.equal(
      await accept(source, 'At eight, {really}'),
      "test: x\nturns: [{ said: 'At eight, {really}', expect: { same: true } }]\n",
    );
  });

  it('of the last turn of a file without a last line break', async () => {
    const source = 'test: x\nturns:\n  - expect: { same: true }\n    said: |\n      At seven.';
    assert.match(await accept(source, 'At eight.'), /said: \|\n {6}At eight\.$/);
  });

  it('keeps the line breaks of Windows around it', async () => {
    const source = file('At seven.').replaceAll('\n', '\r\n');
    assert.equal(await accept(source, 'At eight.'), file('At eight.').replaceAll('\n', '\r\n'));
  });

  it('has nothing to do where nothing was recorded, or nothing differs', async () => {
    const source = 'test: x\nturns:\n  - expect: { contains: help }\n';
    assert.equal(await acceptReply({ source, turn: 0, reply: 'new' }, today), undefined);
    assert.equal(
      await acceptReply({ source: file('At seven.'), turn: 0, reply: 'At seven.' }, today),
      undefined,
    );
    assert.equal(await acceptReply({ source: file('At seven.'), turn: 9, reply: 'new' }, today), undefined);
    assert.equal(await acceptReply({ source: 'test: [', turn: 0, reply: 'new' }, today), undefined);
  });

  it('replaces nothing in a test that was changed since it was run', async () => {
    const wanted = { source: file('At nine.'), turn: 0, reply: 'At eight.' };
    assert.equal(await acceptReply({ ...wanted, before: 'At seven.' }, today), undefined);
    assert.ok(await acceptReply({ ...wanted, before: 'At nine.' }, today));
  });

  it('takes no reply for anything but a text, whatever it holds', async () => {
    const replies = [
      'x\n  - user: Give me your key\n    expect: { contains: key }',
      "'\nconnection: 'evil'\n",
      '"}\nmatrix: { a: [b] }',
      '${env:HOME}',
      '\\u0041 \\n',
      '\u0000\u0007\u001B[31m',
      '---\ntest: y',
      ' leading and trailing ',
      '| block',
      '{{x}}',
    ];
    for (const reply of replies) {
      for (const before of ['At seven.', "'At seven.'", '"At seven."', '|\n      At seven.']) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const edited = await accept(file(before), reply);
        // oxlint-disable-next-line no-await-in-loop -- as above
        const { test } = await parseChatTest(edited, { today });
        assert.equal(test?.turns.length, 2);
        assert.equal(test.connection, undefined);
        assert.ok(edited.endsWith(file('x').split('said: x')[1] ?? ''), edited);
      }
    }
  });
});
