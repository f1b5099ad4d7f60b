import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { commonFolder, githubWorkflowFile, toGithubWorkflow } from '../../../core/chatTest/ciWorkflow.ts';
import { HumanError } from '../../../core/common/humanError.ts';
import { type Connection, isStandIn } from '../../../core/connection/connection.ts';
import { noteInStatusBar } from '../../asking/notifications.ts';
import { pickItem } from '../../asking/quickInput.ts';
import { registerPlainDocuments } from '../../documents/plainDocuments.ts';
import { findTests } from '../testFileNames.ts';
import { chooseFolder } from './saveTest.ts';

const scheme = 'polyai-proposed';
const mostTests = 500;

export interface CiDeps {
  /** Of the command line that the workflow runs. */
  readonly version: string;
  readonly include: string;
  readonly active: Connection | undefined;
}

/** Proposes a GitHub workflow in the editor's own diff, and writes it when the person says so. */
export async function addChatTestsToCi({ version, include, active }: CiDeps): Promise<void> {
  const title = l10n.t('Add Chat Tests to CI');
  const folder = await chooseFolder(title);
  if (folder === undefined) return;
  if (folder === 'none') {
    throw new HumanError(l10n.t('No folder is open.'), {
      remedy: l10n.t('Open the folder of the repository that holds the chat tests.'),
    });
  }
  const tests = await findTests(new vscode.RelativePattern(folder, include), mostTests);
  // A pipeline without one would fail with its first push.
  if (tests.length === 0) throw new HumanError(l10n.t('There is no chat test in this folder.'));
  const region = active === undefined || isStandIn(active) ? 'uk-1' : active.region;
  const workflow = toGithubWorkflow({
    version,
    folder: commonFolder(tests.map((uri) => vscode.workspace.asRelativePath(uri, false))),
    branch: 'main',
    region,
  });
  const file = vscode.Uri.joinPath(folder.uri, githubWorkflowFile);
  const before = await readText(file);
  if (before === workflow) {
    noteInStatusBar(l10n.t('{0} is already there.', githubWorkflowFile));
    await vscode.window.showTextDocument(file);
    return;
  }
  if (!(await isAccepted(file, before, workflow, title))) return;
  // The question may have stood for hours, beside a branch that was switched.
  if ((await readText(file)) !== before) {
    throw new HumanError(
      l10n.t('{0} has changed since it was shown, and was not replaced.', githubWorkflowFile),
      {
        remedy: l10n.t('Run the command again.'),
      },
    );
  }
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(file, '..'));
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(workflow));
  await vscode.window.showTextDocument(file, { preview: false });
}

async function readText(file: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    // A file that is there and cannot be read is not nothing.
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** Shows the diff for as long as it is asked. */
async function isAccepted(
  file: vscode.Uri,
  before: string | undefined,
  workflow: string,
  title: string,
): Promise<boolean> {
  const nothing = vscode.Uri.from({ scheme, path: `/${l10n.t('nothing yet')}` });
  const proposed = vscode.Uri.from({ scheme, path: `/${githubWorkflowFile}` });
  const registration = registerPlainDocuments(scheme, 'polyai-text', {
    provideTextDocumentContent: ({ path }) => (path === proposed.path ? workflow : ''),
  });
  try {
    const left = before === undefined ? nothing : file;
    const name = l10n.t('{0} (proposed)', githubWorkflowFile);
    await vscode.commands.executeCommand('vscode.diff', left, proposed, name, { preview: true });
    const write = { label: before === undefined ? l10n.t('Write the File') : l10n.t('Replace the File') };
    const picked = await pickItem([write, { label: l10n.t('Not Now') }], {
      title,
      placeHolder: l10n.t('Write {0} as it is shown?', githubWorkflowFile),
      ignoreFocusOut: true,
    });
    return picked?.label === write.label;
  } finally {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const shown = tabs.filter(
      ({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === scheme,
    );
    await vscode.window.tabGroups.close(shown);
    registration.dispose();
  }
}
