import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type EditedComposerDraft, emptyComposerDraft } from '../../../src/protocol/conversation.ts';
import {
  type ComposerDrafts,
  createComposerDrafts,
  toRestoredDraft,
} from '../../../src/vscode/conversation/panel/composerDrafts.ts';

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

  it('is kept of the 200 conversations touched last', async () => {
    const drafts = open();
    await Promise.all(
      Array.from({ length: 210 }, (_, at) => drafts.write(`c${at}`, typed('x', { editedAtMs: at }))),
    );
    const reopened = open();
    assert.equal(reopened.read('c9'), undefined);
    assert.equal(reopened.read('c10')?.draft.text, 'x');
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
