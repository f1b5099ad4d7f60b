import assert from 'node:assert/strict';
import * as vscode from 'vscode';

// The first file by its name: once the extension has been activated, there is no before.
const extension = vscode.extensions.getExtension('polyai-chat.polyai-chat');

/** Where undici keeps the dispatcher that all extensions of a host share. */
const dispatchers = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];
const readShared = () => ({
  fetch: globalThis.fetch,
  dispatchers: dispatchers.map((key) => (globalThis as Record<symbol, unknown>)[key]),
});

/** As a window that opens again finds them, with nothing else of ours in view. */
const openBefore = ['polyai-comparison', 'polyai-conversation', 'polyai-raw'].map((scheme) =>
  vscode.Uri.from({
    scheme,
    path: '/before',
    query: scheme === 'polyai-comparison' ? '{"left":"a","right":"b","side":"left"}' : 'a',
  }),
);

describe('activation', () => {
  it('waits until the extension is needed, and leaves the transport of all extensions alone', async () => {
    assert.equal(extension?.isActive, false);
    const before = readShared();
    // A comparison that was open when the window was closed is what needs us first.
    for (const uri of openBefore) {
      const document = await vscode.workspace.openTextDocument(uri);
      assert.equal(document.getText(), 'This conversation is no longer in the history.', uri.scheme);
    }
    await extension.activate();
    const after = readShared();
    assert.equal(extension.isActive, true);
    assert.equal(after.fetch, before.fetch);
    for (const [index, dispatcher] of after.dispatchers.entries())
      assert.equal(dispatcher, before.dispatchers[index]);
  });

  it('registers exactly the commands of the manifest', async () => {
    assert.ok(extension);
    const { contributes } = extension.packageJSON as {
      contributes: { commands: { command: string }[]; views: { polyai: { id: string }[] } };
    };
    const views = contributes.views.polyai.map(({ id }) => id);
    const registered = (await vscode.commands.getCommands(true)).filter(
      // The editor adds some of its own for each view, such as polyai.history.focus.
      (id) => id.startsWith('polyai.') && !views.some((view) => id.startsWith(`${view}.`)),
    );
    const contributed = contributes.commands.map(({ command }) => command);
    assert.deepEqual(registered.toSorted(), contributed.toSorted());
  });
});
