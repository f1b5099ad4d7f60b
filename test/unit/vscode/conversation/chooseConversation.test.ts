import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { commandsRun, copiedTexts, nextBox, notifications, statusMessages } from '../editorDouble.ts';
import { leaveRows, offerRows, takeRows } from '../../../../src/core/conversation/rowsAtHand.ts';
import { toVisibleLine } from '../../../../src/core/text/visibleText.ts';
import { toRowLabel } from '../../../../src/core/wording/historyRows.ts';
import { aTalk } from './talkPlace.ts';

const { createCompareCommands } = await import('../../../../src/vscode/history/compareCommands.ts');

beforeEach(() => {
  for (const list of [commandsRun, notifications, statusMessages]) list.length = 0;
});

/** Two conversations that are selected in the history, and a third in front. */
async function aView() {
  const talk = await aTalk();
  const [one, two, front] = [await talk.create(), await talk.create(), await talk.create()];
  talk.bringToFront(front.id);
  /** The person selects rows, and one of them has the keyboard's focus. */
  const select = (selected: readonly string[], focused: readonly string[] = selected) => {
    offerRows({ selected: () => selected, focused: async () => focused });
    takeRows();
  };
  const pinned = () =>
    [one, two, front].flatMap(({ id }, at) => (talk.history.summary(id)?.pinnedAt ? [at] : []));
  return { talk, one, two, front, select, pinned };
}

describe('a command from the palette that names no conversation', () => {
  it('is about the rows that are selected in the history, not about the conversation in front', async () => {
    const { talk, one, two, select, pinned } = await aView();
    await using _ = talk;
    select([one.id, two.id]);
    await talk.commands['polyai.pinConversation']();
    assert.deepEqual(pinned(), [0, 1]);

    assert.deepEqual(statusMessages, ['Pinned: 2 conversations']);

    const tagging = talk.commands['polyai.tagConversation']();
    const box = await nextBox();
    assert.equal(box.title, 'Tag Conversation: 2 conversations');
    box.enter('vip');
    await tagging;
    assert.deepEqual(
      [one, two].map(({ id }) => talk.history.summary(id)?.tags),
      [['vip'], ['vip']],
    );

    const noting = talk.commands['polyai.noteConversation']();
    (await nextBox()).enter('Asked twice');
    await noting;
    assert.deepEqual(
      [one, two].map(({ id }) => talk.history.summary(id)?.note),
      ['Asked twice', 'Asked twice'],
    );

    await talk.commands['polyai.deleteConversation']();
    assert.equal(talk.history.page().conversations.length, 1);
    assert.match(notifications.at(-1) ?? '', /^2 conversations were deleted/);
  });

  it('is about the one in front once the person has gone on to it', async () => {
    const { talk, one, two, front, select, pinned } = await aView();
    await using _ = talk;
    select([one.id, two.id]);
    leaveRows();
    await talk.commands['polyai.pinConversation']();
    assert.deepEqual(pinned(), [2]);
    await talk.commands['polyai.pinConversation']();
    assert.deepEqual(pinned(), []);
    const label = toVisibleLine(toRowLabel(talk.history.summary(front.id) ?? assert.fail()), 40);
    assert.deepEqual(statusMessages, [`Pinned: ${label}`, `No longer pinned: ${label}`]);
    const renaming = talk.commands['polyai.renameConversation']();
    const box = await nextBox();
    assert.equal(box.title, `Rename Conversation: ${label}`);
    box.enter('');
    await renaming;
  });

  it('is about the one that is selected; of several it asks for one where only one can be meant', async () => {
    const { talk, one, two, select } = await aView();
    await using _ = talk;
    select([two.id]);
    await talk.commands['polyai.copyConversationId']();
    assert.equal(copiedTexts.at(-1), two.conversationId);

    select([one.id, two.id]);
    const closing = talk.commands['polyai.closeChat']();
    const box = await nextBox();
    assert.equal(box.placeholder, 'Which of the selected conversations?');
    assert.equal(box.items.length, 2);
    box.choose();
    await closing;
    assert.deepEqual(
      [one, two].map(({ id }) => talk.history.get(id)?.state),
      ['closed', 'open'],
    );
  });
});

describe('the conversation that another is compared with', () => {
  it('is asked for by the name of the one that is meant, among the others, and that there is none is said', async () => {
    const talk = await aTalk();
    await using _ = talk;
    const one = await talk.create();
    const { 'polyai.compareConversations': compare } = createCompareCommands({
      history: talk.history,
      find: () => one,
      choose: { named: () => [one.id], any: async () => one, find: () => one },
    } as never);
    await assert.rejects(compare(one.id), /no other conversation/);
    await talk.create();
    const compared = compare(one.id);
    const box = await nextBox();
    assert.match(box.title ?? '', /^Compare Conversations: Grand Hotel /);
    assert.equal(box.items.length, 1);
    box.escape();
    await compared;
  });
});

describe('a key pressed in the history', () => {
  it('renames the row with the focus, also where others are selected with it', async () => {
    const { talk, one, two, select } = await aView();
    await using _ = talk;
    select([one.id, two.id], [two.id, one.id]);
    const renaming = talk.commands['polyai.renameConversation']({ useFocus: true } as never);
    (await nextBox()).enter('The second');
    await renaming;
    assert.deepEqual(
      [one, two].map(({ id }) => talk.history.summary(id)?.title),
      [undefined, 'The second'],
    );
  });

  it('says how to reach a row when none has the focus', async () => {
    const { talk, select } = await aView();
    await using _ = talk;
    select([], []);
    await talk.commands['polyai.deleteConversation']({ useFocus: true } as never);
    assert.deepEqual(statusMessages, ['Move to a conversation with the arrow keys first.']);
    assert.equal(talk.history.page().conversations.length, 3);
  });
});
