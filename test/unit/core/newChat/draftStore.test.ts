import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createDraftStore } from '../../../../src/core/newChat/draftStore.ts';
import { emptyNewChatDraft } from '../../../../src/core/newChat/newChatDraft.ts';

test('what is typed after a write that failed is kept again', async (context) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'draft-'));
  context.after(() => rm(directory, { recursive: true }));
  const folder = path.join(directory, 'storage');
  // A file where the folder should be: the disk refuses.
  await writeFile(folder, '');
  const file = path.join(folder, 'newChat.json');
  const store = createDraftStore({ path: file });
  context.after(() => store.dispose());
  const typed = (variantId: string, editedAtMs: number) => ({
    draft: { ...emptyNewChatDraft, variantId },
    editedAtMs,
  });

  await assert.rejects(store.write(typed('first', 1)));
  await rm(folder);
  await store.write(typed('second', 2));

  const reopened = createDraftStore({ path: file });
  context.after(() => reopened.dispose());
  assert.equal(reopened.read()?.draft.variantId, 'second');
});

test('what was typed in another window later is not replaced by what is remembered here', async (context) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'draft-'));
  const file = path.join(directory, 'newChat.json');
  const [here, there] = [createDraftStore({ path: file }), createDraftStore({ path: file })];
  context.after(async () => {
    here.dispose();
    there.dispose();
    await rm(directory, { recursive: true });
  });
  const typed = (variantId: string, editedAtMs: number) => ({
    draft: { ...emptyNewChatDraft, variantId },
    editedAtMs,
  });
  await here.write(typed('here', 5));
  await there.write(typed('there', 3));
  assert.equal(here.read()?.draft.variantId, 'there');
  assert.equal(here.read()?.editedAtMs, 6);
});
