import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { type EditedComposerDraft, emptyComposerDraft } from '../../../../src/protocol/conversation.ts';
import {
  type ComposerDrafts,
  createComposerDrafts,
  toRestoredDraft,
} from '../../../../src/panels/conversation/composerDrafts.ts';
import { aConversation, at } from '../../core/history/fixtures.ts';

const typed = (text: string, change: Partial<EditedComposerDraft> = {}): EditedComposerDraft => ({
  draft: { ...emptyComposerDraft, text },
  editedAtMs: 1,
  afterTurns: 1,
  ...change,
});

describe('what is being typed', () => {
  let folder = '';
  let file = '';
  const opened: ComposerDrafts[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyai-drafts-'));
    file = path.join(folder, 'drafts.json');
  });
  afterEach(() => {
    for (const drafts of opened.splice(0)) drafts.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = (keepsDrafts = () => true) => {
    const drafts = createComposerDrafts({ path: file, keepsDrafts });
    opened.push(drafts);
    return drafts;
  };

  it('is on disk for the next start, for each conversation by itself', async () => {
    const drafts = open();
    await Promise.all([drafts.write('a', typed('one')), drafts.write('b', typed('two'))]);
    assert.deepEqual(open().read('a'), typed('one'));
    assert.deepEqual(open().read('b'), typed('two'));
  });

  it('is written once for many keystrokes, the newest of them', async () => {
    const drafts = open();
    const writes = Array.from('Hello', (_, at) => drafts.write('a', typed('Hello'.slice(0, at + 1))));
    await Promise.all(writes);
    assert.equal(open().read('a')?.draft.text, 'Hello');
  });

  it('leaves no trace once it was sent', async () => {
    const drafts = open();
    await drafts.write('a', typed('Hello'));
    await drafts.write('a', typed(''));
    assert.doesNotMatch(readFileSync(file, 'utf8'), /Hello|"a"/);
  });

  it('stays in memory when messages are not recorded, and what was on disk goes', async () => {
    await open().write('a', typed('secret plan'));
    const drafts = open(() => false);
    await drafts.write('a', typed('another plan'));
    assert.equal(drafts.read('a')?.draft.text, 'another plan');
    assert.doesNotMatch(readFileSync(file, 'utf8'), /plan/);
  });

  it('is not replaced by what another window had typed before', async () => {
    const here = open();
    const there = open();
    await here.write('a', typed('Hello', { editedAtMs: 1 }));
    await there.write('a', typed('Hello, is breakfast included', { editedAtMs: 2 }));
    await here.write('b', typed('x', { editedAtMs: 3 }));
    assert.equal(open().read('a')?.draft.text, 'Hello, is breakfast included');
    assert.equal(here.read('a')?.draft.text, 'Hello, is breakfast included');
    assert.equal(open().read('b')?.draft.text, 'x');
  });

  it('is the last that was typed, whatever the clock of its window says', async () => {
    const now = Date.now();
    await open().write('a', typed('before', { editedAtMs: now }));
    await open().write('a', typed('after', { editedAtMs: now - 600_000 }));
    const stored = open().read('a');
    assert.equal(stored?.draft.text, 'after');
    assert.ok((stored?.editedAtMs ?? 0) > now);
  });

  it('is tried again with the next key when the disk has refused it, but not over something newer', async () => {
    const here = open();
    await here.write('a', typed('a'));
    await here.write('b', typed('b'));
    // A folder where the lock should be: the disk refuses.
    rmSync(`${file}.lock`);
    mkdirSync(`${file}.lock`);
    await assert.rejects(here.write('a', typed('a, refused')));
    await assert.rejects(here.write('b', typed('b, refused')));
    assert.equal(here.read('a')?.draft.text, 'a, refused');
    rmSync(`${file}.lock`, { recursive: true });

    await open().write('a', typed('a, from elsewhere'));
    assert.equal(here.read('a')?.draft.text, 'a, from elsewhere');
    await here.write('c', typed('c'));
    const later = open();
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => later.read(id)?.draft.text),
      ['a, from elsewhere', 'b, refused', 'c'],
    );
  });

  it('is never written when it was typed while messages are not recorded', async () => {
    let keeps = false;
    const drafts = open(() => keeps);
    await drafts.write('a', typed('secret plan'));
    keeps = true;
    await drafts.write('b', typed('Hello'));
    assert.equal(drafts.read('a')?.draft.text, 'secret plan');
    assert.doesNotMatch(readFileSync(file, 'utf8'), /secret/);
  });

  it('goes with a conversation that is gone for good, and stays while that can be restored', async () => {
    const history = openSqliteHistory({
      directory: folder,
      now: () => Date.parse(at(0)),
      isProcessAlive: () => true,
      onProblem: (problem) => assert.fail(problem),
    });
    for (const id of ['kept', 'hidden', 'gone']) history.save(aConversation({ id }));
    const drafts = open();
    for (const id of ['kept', 'hidden', 'gone']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await drafts.write(id, typed(`typed into ${id}`));
    }
    history.delete(['gone']);
    await history.purge();
    history.delete(['hidden']);
    await drafts.removeAbandoned((ids) => history.stillKept(ids));
    history.dispose();
    assert.doesNotMatch(readFileSync(file, 'utf8'), /gone/);
    assert.equal(open().read('kept')?.draft.text, 'typed into kept');
    assert.equal(open().read('hidden')?.draft.text, 'typed into hidden');
  });

  it('is kept of the 200 conversations touched last', async () => {
    const drafts = open();
    await Promise.all(
      Array.from({ length: 209 }, (_, index) => drafts.write(`c${index}`, typed('x', { editedAtMs: index }))),
    );
    // With a clock that was set back.
    await drafts.write('c209', typed('x', { editedAtMs: 0 }));
    const reopened = open();
    assert.equal(reopened.read('c9'), undefined);
    assert.equal(reopened.read('c10')?.draft.text, 'x');
    assert.equal(reopened.read('c209')?.draft.text, 'x');
  });
});

describe('the draft to go on with', () => {
  const turns = [{}, { userText: 'yes' }];
  const cases: [
    what: string,
    stored: EditedComposerDraft | undefined,
    saved: EditedComposerDraft | undefined,
    text: string,
  ][] = [
    ['nothing was typed', undefined, undefined, ''],
    ['the editor has it', typed('a'), undefined, 'a'],
    ['only the webview has it: the editor was killed', undefined, typed('b'), 'b'],
    ['the webview has the newer one', typed('a', { editedAtMs: 1 }), typed('ab', { editedAtMs: 2 }), 'ab'],
    ['the editor has the newer one', typed('ab', { editedAtMs: 2 }), typed('a', { editedAtMs: 1 }), 'ab'],
    ['it was sent before the editor was killed', typed('yes', { afterTurns: 1 }), undefined, ''],
    ['the same is typed once more', typed('yes', { afterTurns: 2 }), undefined, 'yes'],
    ['another message was sent after it', typed('no', { afterTurns: 1 }), undefined, 'no'],
  ];
  for (const [what, stored, saved, text] of cases) {
    it(`when ${what}`, () => assert.equal(toRestoredDraft(stored, saved, turns).text, text));
  }

  it('keeps the extra fields when the message was sent', () => {
    const draft = { ...emptyComposerDraft, text: 'yes', metadata: '{}' };
    const stored = { draft, editedAtMs: 1, afterTurns: 1 };
    assert.deepEqual(toRestoredDraft(stored, undefined, turns), { ...draft, text: '' });
  });
});
