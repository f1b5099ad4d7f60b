import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type LoadChatTest, loadChatTest } from '../../core/chatTest/loadChatTest.ts';
import { longestTestFile } from '../../core/chatTest/parseChatTest.ts';
import { toLocalDate } from '../../core/common/localDate.ts';
import { readBeside } from '../../core/files/readBeside.ts';
import { createTextLines } from '../../core/text/textLines.ts';

/** A test as it stands in the editor, or on disk when it is not open there. Never rejects for what it says. */
export async function readTestFile(uri: vscode.Uri): Promise<LoadChatTest> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const text = open?.getText() ?? (await readText(uri));
  if (typeof text !== 'string') {
    return { loaded: undefined, lines: createTextLines(''), problems: [{ start: 0, end: 0, ...text }] };
  }
  return loadChatTest({ file: toShownFile(uri), text, readBeside: besideOf(uri) }, toLocalDate(new Date()));
}

/** As ids and reports show it: from the folder, with `/`, the same as on the command line. */
export function toShownFile(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri).replaceAll('\\', '/');
}

async function readText(uri: vscode.Uri) {
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    if (bytes.length > longestTestFile * 4) {
      return {
        sentence: l10n.t('This file is too large for a test.'),
        remedy: l10n.t('Keep one conversation in a file.'),
      };
    }
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return {
      sentence: l10n.t('This file cannot be read as UTF-8.'),
      remedy: l10n.t('Check its permissions and its encoding.'),
    };
  }
}

function besideOf({ scheme, path: where, fsPath }: vscode.Uri) {
  return async (name: string, maxBytes: number) => {
    // A file that is not saved yet has its folder already when it was given a whole path.
    if (scheme === 'untitled' && !path.isAbsolute(where)) return undefined;
    if (scheme !== 'file' && scheme !== 'untitled') throw new Error('not on this machine');
    return readBeside(path.dirname(fsPath), name, maxBytes);
  };
}
