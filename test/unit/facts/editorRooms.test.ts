import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../support/manifest.ts';

const editorSide = 'src/vscode';

/** Rooms that hold no word of the product: what they offer is used by the words. */
const common = ['asking', 'commands', 'common', 'documents', 'webview'];

/** One door a word: what registers early and imports late. */
const doors: Readonly<Record<string, string>> = {
  chatTest: 'registerChatTests.ts',
  connection: 'registerConnections.ts',
  conversation: 'registerConversations.ts',
  history: 'registerHistory.ts',
  newChat: 'registerNewChat.ts',
  standIn: 'createStandIn.ts',
};

const files = readdirSync(path.join(root, editorSide), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.ts'));
const read = (file: string) => readFileSync(path.join(root, editorSide, file), 'utf8');

/**
 * Lint has a file use these in place of the editor's own functions (boundaries.test.ts), so that naming one is naming the
 * editor: each of their files imports it itself.
 */
const insteadOfEditor = ['asking', 'commands', 'documents'];

/** The file cannot stand in a room without the editor. */
function needsEditor(file: string): boolean {
  const source = read(file);
  const own =
    file
      .split('/')
      .slice(0, -1)
      .map(() => '..')
      .join('/') || '.';
  const rooms = insteadOfEditor.map((room) => `${own}/${room}/`);
  return (
    /from 'vscode'/.test(source) ||
    rooms.some((room) =>
      new RegExp(String.raw`^(?:import|\}) (?!type)[^;]*from '${room.replaceAll('.', '\\.')}`, 'm').test(
        source,
      ),
    )
  );
}

describe('src/vscode', () => {
  it('holds a folder for each word, with one door', () => {
    const folders = new Set(files.map((file) => file.split('/')[0]));
    assert.deepEqual(
      [...folders].toSorted((a = '', b = '') => (a < b ? -1 : 1)),
      [...common, ...Object.keys(doors)].toSorted(),
    );
    for (const [word, door] of Object.entries(doors)) assert.ok(files.includes(`${word}/${door}`), door);
  });

  it('is entered by its doors only, and by the rooms that hold no word', () => {
    const entry = readFileSync(path.join(root, 'src/extension.ts'), 'utf8');
    const entered = [...entry.matchAll(/'\.\/vscode\/([^']+)'/g)].map(([, file = '']) => file);
    const others = entered.filter((file) => {
      const [word = '', name = ''] = file.split('/');
      return !common.includes(word) && doors[word] !== name;
    });
    assert.deepEqual(others, []);
    assert.ok(entered.length > Object.keys(doors).length - 1);
  });

  it('hands the context of the extension down nowhere', () => {
    assert.deepEqual(
      files.filter((file) => /\bExtensionContext\b/.test(read(file))),
      ['common/extensionContext.ts'],
    );
  });

  it('is entered by a root of at most 40 lines', () => {
    const entry = readFileSync(path.join(root, 'src/extension.ts'), 'utf8');
    assert.ok(entry.trimEnd().split('\n').length <= 40);
  });

  it('holds no file that neither imports the editor nor is a door', () => {
    const isDoor = (file: string) => Object.entries(doors).some(([word, door]) => file === `${word}/${door}`);
    assert.deepEqual(
      files.filter((file) => !isDoor(file) && !needsEditor(file)),
      [],
    );
  });
});
