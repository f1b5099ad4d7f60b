import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toChangesText } from '../../../../src/core/chatTest/changesText.ts';

const at = '2026-11-23T12:00:00.000Z';
const commit = { id: '1a2b3c4d5e6f', branch: 'main', dirty: false };
const run = (more: Partial<typeof commit> = {}) => ({ commit: { ...commit, ...more }, startedAt: at });
const textOf = (changes: Partial<Parameters<typeof toChangesText>[0]>) =>
  toChangesText({ pass: run(), failure: run(), commits: [], hasMore: false, locale: 'en-GB', ...changes })
    // The zone and the separators of the machine are no matter of ours.
    .replaceAll(/23 Nov 2026,? \d\d:\d\d/g, 'DATE');

describe('what lies between two runs of a test', () => {
  it('can be read in half a window, where no line is wrapped', () => {
    const subject = 'Ask for the day of arrival before the number of guests, and say both again at the end';
    const commits = [
      {
        id: 'f'.repeat(40),
        subject,
        author: 'Ada Lovelace',
        at,
        files: ['flows/booking.yaml', 'topics/rooms.yaml'],
      },
      { id: '0'.repeat(40), subject: 'Readme', files: [] },
    ];
    const failure = run({ id: '5e6f7a8b9c0d', branch: 'feature/a-long-name-of-a-branch', dirty: true });
    const text = textOf({ failure, commits, hasMore: true });
    assert.equal(
      text,
      `Passed  DATE
        main 1a2b3c4d
Failed  DATE
        feature/a-long-name-of-a-branch 5e6f7a8b
        with changes that were not committed

ffffffff Ask for the day of arrival before
  the number of guests, and say both again at
  the end
  Ada Lovelace, DATE
  flows/booking.yaml
  topics/rooms.yaml
00000000 Readme
  no file of the agent
There are more.
`,
    );
    for (const line of text.split('\n')) assert.ok(line.length <= 48, line);
  });

  it('says so where a commit is not known, and where none lies between them', () => {
    const unknown = { commit: null, startedAt: at };
    assert.equal(
      textOf({ pass: unknown, commits: undefined }),
      'Passed  DATE\nFailed  DATE\n        main 1a2b3c4d\n\nWhich commits lie between them is not known.\n',
    );
    assert.match(textOf({}), /\n\nNo commit lies between them\.\n$/);
    assert.match(
      textOf({ pass: run({ dirty: true }) }),
      /^Passed.*\n.*\n {8}with changes that were not committed\nFailed[^]*\n\nNo commit lies between them\.\n$/,
    );
  });

  it('takes what a commit says for one text, whatever it holds', () => {
    const subject = `a\u202Eb\u0007\n${'x'.repeat(3000)} [x](command:quit)`;
    const text = textOf({ commits: [{ id: 'f'.repeat(40), subject, author: 'A\nB', files: ['a\nb.yaml'] }] });
    assert.doesNotMatch(text, /[^\P{Cc}\n]|\u202E/u);
    assert.ok((text.match(/x+/)?.[0].length ?? 0) < 300);
    assert.equal(text.split('\n').filter((line) => line.startsWith('ffffffff')).length, 1);
    assert.doesNotMatch(text, /^b\.yaml/m);
  });
});
