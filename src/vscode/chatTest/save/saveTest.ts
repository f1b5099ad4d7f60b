import { homedir } from 'node:os';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { firstTest } from '../../../core/chatTest/firstTest.ts';
import { loadDraft } from '../../../core/chatTest/loadDraft.ts';
import { numberedTestFile, withTestEnding } from '../../../core/chatTest/testFileName.ts';
import { askInDialog } from '../../asking/notifications.ts';
import { askText } from '../../asking/questions.ts';
import { pickItem } from '../../asking/quickInput.ts';

/** Where tests are kept unless the person says otherwise. */
const usualFolder = 'tests';
/** So many names with a number are tried. */
const mostNumbers = 99;

/** A test to begin with, in a file of its own. */
export async function newChatTest(): Promise<void> {
  const { text } = await loadDraft(firstTest());
  await saveTest('front-desk.polyai.yaml', text, l10n.t('New Chat Test'));
}

/** Asks where a test goes, writes it there and opens it. Never over another file without a question. */
export async function saveTest(name: string, text: string, title: string): Promise<vscode.Uri | undefined> {
  const file = await chooseFile(name, title);
  if (file === undefined) return undefined;
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(file, '..'));
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(file, { preview: false });
  return file;
}

async function chooseFile(name: string, title: string): Promise<vscode.Uri | undefined> {
  const folder = await chooseFolder(title);
  if (folder === 'none') {
    const chosen = await vscode.window.showSaveDialog({
      title,
      defaultUri: vscode.Uri.joinPath(vscode.Uri.file(homedir()), name),
      // A dialog knows endings of one part, and would put one of two behind the name once more.
      filters: { [l10n.t('Chat tests')]: ['yaml', 'yml'] },
    });
    if (chosen === undefined) return undefined;
    const named = chosen.with({ path: withTestEnding(chosen.path) });
    // The dialog has asked about the file it was told of, and about no other.
    return named.path === chosen.path || (await mayWrite(named)) ? named : undefined;
  }
  if (folder === undefined) return undefined;
  let typed = await freeName(folder, name);
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const answer = await askText({
      title,
      prompt: l10n.t('Where to write the test, seen from the folder {0}', folder.name),
      value: typed,
      validate: (text) => (isFileName(text) ? undefined : l10n.t('Write the name of a file.')),
    });
    if (answer.kind !== 'next') return undefined;
    typed = withTestEnding(answer.value.trim());
    const file = resolveIn(folder, typed);
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    if (await mayWrite(file)) return file;
  }
}

/** `none` when no folder is open; undefined when the person has given up. */
export async function chooseFolder(title: string): Promise<vscode.WorkspaceFolder | 'none' | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first, second] = folders;
  if (first === undefined) return 'none';
  if (second === undefined) return first;
  const items = folders.map((folder) => ({ label: folder.name, folder }));
  const picked = await pickItem(items, {
    title,
    placeHolder: l10n.t('In which folder?'),
    ignoreFocusOut: true,
  });
  return picked?.folder;
}

function isFileName(text: string): boolean {
  const trimmed = text.trim();
  return trimmed !== '' && !/[/\\]$/.test(trimmed) && !/\p{Cc}/u.test(trimmed);
}

function resolveIn({ uri }: vscode.WorkspaceFolder, typed: string): vscode.Uri {
  if (!path.isAbsolute(typed)) return vscode.Uri.joinPath(uri, typed.replaceAll('\\', '/'));
  return uri.scheme === 'file' ? vscode.Uri.file(typed) : uri.with({ path: typed });
}

async function freeName(folder: vscode.WorkspaceFolder, name: string): Promise<string> {
  for (let number = 1; number <= mostNumbers; number++) {
    const candidate = `${usualFolder}/${numberedTestFile(name, number)}`;
    // oxlint-disable-next-line no-await-in-loop -- the first that is free
    if (!(await exists(resolveIn(folder, candidate)))) return candidate;
  }
  return `${usualFolder}/${name}`;
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

async function mayWrite(file: vscode.Uri): Promise<boolean> {
  if (!(await exists(file))) return true;
  const replace = l10n.t('Replace');
  const message = l10n.t('{0} is already there.', vscode.workspace.asRelativePath(file));
  return (
    (await askInDialog({ message, detail: l10n.t('What it holds would be lost.') }, replace)) === replace
  );
}
