import assert from 'node:assert/strict';
import { it } from 'node:test';
import { useVscode } from '../support/session.ts';

const vscode = useVscode();

it('the installed package is at work in a real window', async () => {
  const { workbench } = vscode;
  await workbench.waitForExtension('PolyAI: Create Chat');
  await workbench.showSideBar('PolyAI');
  await workbench.tree('Connections').waitForView();
  await workbench.tree('History').waitForView();
  assert.deepEqual(await workbench.notifications.texts(), []);
});
