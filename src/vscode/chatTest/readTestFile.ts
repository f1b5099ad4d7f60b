import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type LoadChatTest, loadChatTest } from '../../core/chatTest/loadChatTest.ts';
import { decodeTestText, readTestText } from '../../core/chatTest/readTestText.ts';
import { toLocalDate } from '../../core/common/localDate.ts';
import { readBeside } from '../../core/files/readBeside.ts';
import { createTextLines } from '../../core/text/textLines.ts';

/** A test as it stands in the editor, or on disk when it is not open there. Never rejects for what it says. */
export async function readTestFile(uri: vscode.Uri): Promise<LoadChatTest> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const text = open?.getText() ?? (await readText(uri));
  if (typeof text !== 'string') {
    return {
      loaded: undefined,
      lines: createTextLines(''),
      problems: [{ start: 0, end: 0, ...text }],
      warnings: [],
    };
  }
  return loadChatTest({ file: toShownFile(uri), text, readBeside: besideOf(uri) }, toLocalDate(new Date()));
}

/** As ids and reports show it: from the folder, with `/`, the same as on the command line. */
export function toShownFile(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).replaceAll('\\', '/');
}

async function readText(uri: vscode.Uri) {
  const { workspace } = vscode;
  if (uri.scheme !== 'file') {
    const read = workspace.fs.readFile(uri);
    return decodeTestText(await read.then(undefined, () => undefined));
  }
  const folder = workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath);
  return readTestText(uri.fsPath, folder, readFile);
}

function besideOf({ scheme, path: where, fsPath }: vscode.Uri) {
  return async (name: string, maxBytes: number) => {
    // A file that is not saved yet has its folder already when it was given a whole path.
    if (scheme === 'untitled' && !path.isAbsolute(where)) return undefined;
    if (scheme !== 'file' && scheme !== 'untitled') throw new Error('not on this machine');
    return readBeside(path.dirname(fsPath), name, maxBytes);
  };
}
