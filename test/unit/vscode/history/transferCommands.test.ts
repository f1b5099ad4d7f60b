import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { nextBox, progressShown, saveDialog, statusMessages } from '../editorDouble.ts';
import { createHistoryPages } from '../../../../src/core/history/historyPages.ts';
import { aConversation, aPlace, at } from '../../core/history/fixtures.ts';

const { createTransferCommands } = await import('../../../../src/vscode/history/transferCommands.ts');

beforeEach(() => {
  statusMessages.length = 0;
  progressShown.length = 0;
});

/** Four conversations, and the command as the view hands it over. */
function anExport({ filter = '', selected = [] as readonly string[] } = {}) {
  const place = aPlace();
  const history = place.open();
  const said: readonly (readonly [id: string, text: string, isFromTest?: true])[] = [
    ['a', 'A quiet room, please'],
    ['b', 'Is the pool open?'],
    ['c', 'Another room'],
    ['t', 'A room in a test', true],
  ];
  for (const [index, [id, userText, isFromTest]] of said.entries()) {
    history.save(aConversation({ id, userText, createdAt: at(index * 1000), isFromTest }));
  }
  history.label(['c'], { tags: ['vip'] });
  const file = path.join(place.directory, 'export.jsonl');
  saveDialog.file = file;
  const gate: { mask: <T>(value: T) => Promise<T> } = { mask: async (value) => value };
  const commands = createTransferCommands({
    history,
    view: { look: { grouping: 'day', filter }, selected: () => selected },
    connections: { list: () => [] },
    retentionDays: () => 0,
    mask: (value) => gate.mask(value),
  });
  /** Answers the questions in turn. */
  const run = async (answers: readonly string[], argument?: string, rows?: readonly string[]) => {
    const done = commands['polyai.exportHistory'](argument, rows);
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    for (const answer of answers) (await nextBox()).choose(answer);
    await done;
  };
  const ids = () =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { conversation: { id: string } }).conversation.id);
  return {
    history,
    file,
    gate,
    run,
    ids,
    filesBeside: () => readdirSync(place.directory).filter((name) => name.startsWith('export')),
    [Symbol.dispose]: () => place[Symbol.dispose](),
  };
}

describe('Export History', () => {
  for (const filter of ['room', 'tag:vip', 'state:open', 'is:own room']) {
    it(`writes with the filter "${filter}" what the view shows, and no more`, async () => {
      using one = anExport({ filter });
      const { conversations } = await createHistoryPages(one.history, Date.now).read(filter);
      const shown = conversations.map(({ id }) => id).toReversed();
      assert.ok(shown.length > 0);
      await one.run(['What the filter shows', 'JSON Lines', 'With what was said']);
      assert.deepEqual(one.ids(), shown);
    });
  }

  it('writes the rows that are selected in the view, or those that its menu was opened on', async () => {
    using one = anExport({ filter: 'pool', selected: ['a', 'c'] });
    await one.run(['The selected rows', 'JSON Lines', 'With what was said']);
    assert.deepEqual(one.ids().toSorted(), ['a', 'c']);
    await one.run(['JSON Lines', 'With what was said'], 'b', ['b', 't']);
    assert.deepEqual(one.ids().toSorted(), ['b', 't']);
  });

  it('writes without what was said only what is left', async () => {
    using one = anExport();
    await one.run(['JSON Lines', 'Without what was said']);
    assert.equal(one.ids().length, 4);
    assert.doesNotMatch(readFileSync(one.file, 'utf8'), /room|pool|Good evening/);
  });

  it('cancelled in the middle leaves the file that was there before, and nothing beside it', async () => {
    using one = anExport();
    writeFileSync(one.file, 'from before');
    let masked = 0;
    const cancelled = new Promise<void>((resolve) => {
      progressShown.push((cancel) => {
        cancel();
        resolve();
      });
    });
    // The second one waits for as long as it takes until the progress is shown.
    one.gate.mask = async (value) => {
      if (++masked === 2) await cancelled;
      return value;
    };
    await one.run(['JSON Lines', 'With what was said']);
    assert.deepEqual(statusMessages, ['The export was cancelled. No file was written.']);
    assert.equal(readFileSync(one.file, 'utf8'), 'from before');
    assert.deepEqual(one.filesBeside(), ['export.jsonl']);
    assert.equal(masked, 2);
  });
});
