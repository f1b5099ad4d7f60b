import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { repoFolder } from '../support/paths.ts';
import { useVscode } from '../support/session.ts';
import { TestExplorer } from '../support/workbench/testExplorer.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// A person with a folder of chat tests and no credentials: the tests go to the stand-in agent.
const vscode = useVscode({
  ...followsTheSystem,
  fewBuiltIn: false,
  workspace: join(repoFolder, 'test/fixtures/testExplorer'),
});
const explorer = () => new TestExplorer(vscode.workbench);
const frontDesk = () => join(vscode.workspaceFolder, 'frontDesk.polyai.yaml');

it('the Test Explorer shows the tests of the folder, a case a row', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Chat with the Stand-in Agent');
  await ConversationPanel.created(workbench);
  await workbench.showSideBar('Testing');
  await explorer().waitForRow(/^The front desk answers/);
  await explorer().waitForRow(/^rows\.polyai\.yaml/);
  await photograph(workbench, 'test-explorer');
});

it('a test runs green against the stand-in agent', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('Test: Run All Tests');
  await explorer().waitForState(/^The front desk answers/, 'Passed');
  await explorer().waitForState(/^rows\.polyai\.yaml/, 'Passed');
  assert.deepEqual(await workbench.notifications.texts(), []);
});

it('an expectation that does not hold is red on its line, with what was expected and what came', async () => {
  const { workbench } = vscode;
  const text = [
    'test: The front desk answers',
    'turns:',
    '  - expect: { contains: help }',
    '  - user: What time is breakfast?',
    '    expect:',
    '      contains: flamingo',
    '',
  ].join('\n');
  await writeFile(frontDesk(), text);
  await workbench.openFile(frontDesk());
  await workbench.editors.waitForText('flamingo');
  await workbench.runCommand('Test: Run All Tests');
  await explorer().waitForState(/^The front desk answers/, 'Failed');
  await photograph(workbench, 'test-failed');
});
