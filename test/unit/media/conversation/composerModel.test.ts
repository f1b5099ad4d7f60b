import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createComposerModel, filledExtraFields } from '../../../../media/conversation/composerModel.ts';
import {
  type ComposerDraft,
  type EditedComposerDraft,
  emptyComposerDraft,
  type FromConversation,
} from '../../../../src/protocol/conversation.ts';

function aComposer(draft: Partial<ComposerDraft> = {}, said: readonly string[] = []) {
  const posted: FromConversation[] = [];
  const saved: EditedComposerDraft[] = [];
  const model = createComposerModel({
    draft: { ...emptyComposerDraft, ...draft },
    post: (message) => posted.push(message),
    save: (edited) => saved.push(edited),
    said: () => said,
    turnCount: () => 3,
    now: () => 42,
  });
  return { model, posted, saved, types: () => posted.map(({ type }) => type) };
}

/** Runs what waits for the end of the gesture. */
const settle = () => Promise.resolve();

describe('the composer', () => {
  it('tells the editor what is typed, once a gesture, and keeps a copy', async () => {
    const { model, posted, saved } = aComposer();
    model.edit({ text: 'a' });
    model.edit({ text: 'ab' });
    await settle();
    const edited = { draft: { ...emptyComposerDraft, text: 'ab' }, editedAtMs: 42, afterTurns: 3 };
    assert.deepEqual(posted, [{ type: 'draftChanged', edited }]);
    assert.deepEqual(saved, [edited]);
  });

  it('says of what is typed that it is the newest, though the clock goes back', async () => {
    const times = [1000, 400, 401];
    const saved: EditedComposerDraft[] = [];
    const model = createComposerModel({
      draft: emptyComposerDraft,
      editedAtMs: 2000,
      post: () => undefined,
      save: (edited) => saved.push(edited),
      said: () => [],
      turnCount: () => 0,
      now: () => times.shift() ?? 9000,
    });
    for (const text of ['a', 'ab', 'abc', 'abcd']) {
      model.edit({ text });
      // oxlint-disable-next-line no-await-in-loop -- a gesture after the other
      await settle();
    }
    assert.deepEqual(
      saved.map(({ editedAtMs }) => editedAtMs),
      [2001, 2002, 2003, 9000],
    );
  });

  it('sends once, and keeps the text until it is on disk', async () => {
    const { model, types } = aComposer({ text: 'Hello' });
    assert.equal(model.send(), true);
    assert.equal(model.send(), false);
    assert.deepEqual(types(), ['send']);
    assert.equal(model.draft.text, 'Hello');
    model.sent('Hello');
    assert.equal(model.draft.text, '');
    await settle();
    assert.deepEqual(types(), ['send', 'draftChanged']);
  });

  it('keeps what was typed while it was being sent', () => {
    const { model } = aComposer({ text: 'Hello' });
    model.send();
    model.edit({ text: 'Hello and' });
    model.sent('Hello');
    assert.equal(model.draft.text, ' and');
  });

  it('has the text still when it was not sent', () => {
    const { model } = aComposer({ text: 'Hello' });
    model.send();
    model.notSent();
    assert.equal(model.draft.text, 'Hello');
    assert.equal(model.send(), true);
  });

  it('does not send nothing', () => {
    for (const text of ['', ' \n']) assert.equal(aComposer({ text }).model.send(), false);
  });

  it('fetches a delayed reply without a message, and leaves the message alone', () => {
    const { model, types } = aComposer({ text: 'half a sen' });
    assert.equal(model.fetchDelayedReply(), true);
    assert.deepEqual(types(), ['fetchDelayedReply']);
    assert.equal(model.draft.text, 'half a sen');
  });

  it('sends nothing while an extra field is wrong, and names the line', () => {
    const { model, posted } = aComposer({ text: 'Hello', metadata: '{\n"a": 1,}' });
    assert.equal(model.send(), false);
    assert.equal(model.fetchDelayedReply(), false);
    assert.deepEqual(posted, []);
    assert.equal(model.problems[0]?.field, 'metadata');
    assert.match(model.problems[0]?.message ?? '', /^Line 2, column \d+: /);
  });

  it('counts the extra fields that go along', () => {
    const draft = { ...emptyComposerDraft, asrLangCode: 'en-GB', metadata: ' ' };
    assert.deepEqual(filledExtraFields(draft), ['asrLangCode']);
  });
});

describe('arrow up in the composer', () => {
  const said = ['one', 'two', 'two', 'three'];

  it('goes back through what was said, the same twice in a row once, and forth again', () => {
    const { model } = aComposer({}, said);
    const texts = ([-1, -1, -1, 1, 1, 1] as const).map((step) => {
      model.recall(step);
      return model.draft.text;
    });
    assert.deepEqual(texts, ['three', 'two', 'one', 'two', 'three', '']);
  });

  it('stops at the first message', () => {
    const { model } = aComposer({}, ['one']);
    assert.deepEqual([model.recall(-1), model.recall(-1), model.draft.text], [true, false, 'one']);
  });

  it('leaves what is being typed alone', () => {
    const { model } = aComposer({ text: 'half' }, said);
    assert.equal(model.recall(-1), false);
    assert.equal(model.draft.text, 'half');
  });

  it('leaves a recalled message alone once it was edited', () => {
    const { model } = aComposer({}, said);
    model.recall(-1);
    model.edit({ text: 'three!' });
    assert.equal(model.recall(-1), false);
  });
});
