import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextBox, notifications, progressMessages } from '../editorDouble.ts';

const { askInDialog, notifyError, notifyInformation } =
  await import('../../../../src/vscode/asking/notifications.ts');
const { withProgressNotification } = await import('../../../../src/vscode/asking/progress.ts');
const { createTextBox, pickItem } = await import('../../../../src/vscode/asking/quickInput.ts');

/** What VS Code makes links and icons of. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/;
const hostile =
  'Expired. [Sign in](command:workbench.action.quit) [x](https://evil.invalid "t") $(trash) \u202e[a](file:///b)';

function assertPlain(text: unknown): void {
  assert.equal(typeof text, 'string');
  assert.match(String(text), /Sign in/);
  assert.doesNotMatch(String(text), link);
  assert.doesNotMatch(String(text), icon);
}

describe("nobody's text but ours is a link", () => {
  test('in a notification', async () => {
    await notifyError(hostile);
    await notifyInformation(hostile);
    assert.equal(notifications.length, 2);
    notifications.splice(0).forEach((said) => assertPlain(said));
  });

  test('in a dialog no mark turns the sentence round', async () => {
    await askInDialog({ message: hostile, detail: hostile }, 'OK');
    assert.match(notifications.splice(0).join(), /<U\+202E>/);
  });

  test('in progress', async () => {
    await withProgressNotification(hostile, async (_signal, report) => report(hostile));
    progressMessages.splice(0).forEach((said) => assertPlain(said));
  });

  test('in the rows of a list', async () => {
    const picked = pickItem([{ label: hostile, description: hostile, detail: hostile }], {});
    const box = await nextBox();
    const [row] = box.items;
    [row?.label, row?.description, row?.detail].forEach((said) => assertPlain(said));
    box.choose();
    assertPlain((await picked)?.label);
  });

  test('under a box, whose text is left as it was typed', async () => {
    const box = createTextBox();
    box.show();
    const shown = await nextBox();
    box.value = hostile;
    box.prompt = hostile;
    box.validationMessage = hostile;
    assert.equal(shown.value, hostile);
    assertPlain(shown.prompt);
    assertPlain(shown.message);
    box.validationMessage = { message: hostile, severity: 3 };
    assertPlain(shown.message);
    box.dispose();
    assert.equal(shown.isOpen, false);
  });
});
