import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the packaged extension', () => {
  it('is installed, and is not the source', () => {
    const extension = vscode.extensions.getExtension('polyai-chat.polyai-chat');
    assert.ok(extension);
    assert.equal(extension.packageJSON.scripts, undefined);
  });

  it('activates', async () => {
    const extension = vscode.extensions.getExtension('polyai-chat.polyai-chat');
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });
});
