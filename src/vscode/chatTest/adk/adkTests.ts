import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type AdkTest, parseAdkTest, toChatTest } from '../../../core/chatTest/adkTest.ts';
import { toTestFileName } from '../../../core/chatTest/testFileName.ts';
import { DisposableStore } from '../../../core/common/disposable.ts';
import { HumanError } from '../../../core/common/humanError.ts';
import { readBeside } from '../../../core/files/readBeside.ts';
import { createTextLines } from '../../../core/text/textLines.ts';
import { toPlainSentence } from '../../asking/notifications.ts';
import { pickItem } from '../../asking/quickInput.ts';
import { runCommand } from '../../commands/commands.ts';
import { toRange } from '../ranges.ts';
import { adkTestFiles, findTests, isLeftOut } from '../testFileNames.ts';
import { loadDraft } from '../../../core/chatTest/loadDraft.ts';
import { saveTest } from '../save/saveTest.ts';

const largestFile = 256 * 1024;

/**
 * The tests of agent projects as a tree of their own in the Test Explorer. Nothing runs them here: what they assert is
 * more than the Chat API shows, so none is ever passed.
 */
export function createAdkTests(onError: (error: unknown) => void): vscode.Disposable {
  const parts = new DisposableStore();
  const controller = parts.add(
    vscode.tests.createTestController('polyai.adkTests', l10n.t('Tests of the Agent Project')),
  );
  const show = async (uri: vscode.Uri) => {
    const read = await readAdkTest(uri);
    if (read === undefined) return controller.items.delete(uri.toString());
    const item = controller.createTestItem(uri.toString(), toPlainSentence(read.test.name), uri);
    item.range = read.range;
    item.description = toPlainSentence(
      l10n.t('not checkable here · {0}', uri.path.slice(uri.path.lastIndexOf('/') + 1)),
    );
    item.tags = read.test.tags.map((tag) => new vscode.TestTag(tag));
    item.children.replace(
      read.test.notCheckable.map((sentence, index) => {
        const child = controller.createTestItem(`${uri.toString()}#${index}`, toPlainSentence(sentence), uri);
        child.sortText = String(index).padStart(4, '0');
        child.description = l10n.t('not checkable here');
        return child;
      }),
    );
    controller.items.add(item);
  };
  const later = (uri: vscode.Uri) => void (isLeftOut(uri.path) || show(uri).catch(onError));
  const watcher = parts.add(vscode.workspace.createFileSystemWatcher(adkTestFiles));
  parts.add(watcher.onDidCreate(later));
  parts.add(watcher.onDidChange(later));
  parts.add(watcher.onDidDelete((uri) => controller.items.delete(uri.toString())));
  const look = async () => {
    const found = await findTests(adkTestFiles);
    // Of a folder that is removed as a whole the editor tells no file.
    const known = new Set(found.map(String));
    for (const [id] of controller.items) if (!known.has(id)) controller.items.delete(id);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const uri of found) await show(uri);
  };
  parts.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void look().catch(onError)));
  controller.refreshHandler = look;
  look().catch(onError);
  return parts;
}

/** Begins a chat on the active connection, created as the test says. */
export async function chatAsThisTest(argument: unknown): Promise<void> {
  const test = await chooseAdkTest(argument, l10n.t('Chat as This Test'));
  if (test !== undefined) await runCommand('polyai.createChat', undefined, test.parameters);
}

/** Writes a chat test to go on with, and opens it. */
export async function copyAsChatTest(argument: unknown): Promise<void> {
  const title = l10n.t('Copy as Chat Test');
  const test = await chooseAdkTest(argument, title);
  if (test === undefined) return;
  const { text } = await loadDraft(toChatTest(test));
  await saveTest(toTestFileName(test.name), text, title);
}

/** Of the row, else of the file in front, else of one that is asked for. */
async function chooseAdkTest(argument: unknown, title: string): Promise<AdkTest | undefined> {
  const uri = uriOf(argument) ?? uriInFront() ?? (await pickTest(title));
  if (uri === undefined) return undefined;
  const read = await readAdkTest(uri);
  if (read !== undefined) return read.test;
  throw new HumanError(l10n.t('This file is no test of an agent project.'), {
    remedy: l10n.t('Open a file of {0} that has {1} and {2}.', 'test_suite', 'name:', 'scenario:'),
  });
}

function uriOf(argument: unknown): vscode.Uri | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const uri: unknown = (argument as { readonly uri?: unknown }).uri ?? argument;
  return uri instanceof vscode.Uri ? uri : undefined;
}

function uriInFront(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document !== undefined && /\/test_suite\/[^/]+\.ya?ml$/i.test(document.uri.path)
    ? document.uri
    : undefined;
}

async function pickTest(title: string): Promise<vscode.Uri | undefined> {
  const found = await findTests(adkTestFiles);
  if (found.length === 0)
    throw new HumanError(l10n.t('There is no test of an agent project in this folder.'));
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  return (await pickItem(items, { title, placeHolder: l10n.t('Which test?') }))?.uri;
}

async function readAdkTest(
  uri: vscode.Uri,
): Promise<{ readonly test: AdkTest; readonly range: vscode.Range } | undefined> {
  try {
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    const text = open?.getText() ?? (await readText(uri));
    if (text === undefined || text.length > largestFile) return undefined;
    const test = await parseAdkTest(text);
    return test && { test, range: toRange(createTextLines(text), { start: test.start, end: test.start }) };
  } catch {
    return undefined;
  }
}

/** A link that leads out of the folder, or to a device that never ends, is no test. */
async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const { fs, getWorkspaceFolder } = vscode.workspace;
  if (uri.scheme !== 'file') return new TextDecoder().decode(await fs.readFile(uri));
  return readBeside(getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath), uri.fsPath, largestFile);
}
