import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../support/manifest.ts';

const editorSide = 'src/vscode';

/** Rooms that hold no word of the product: what they offer is used by the words. */
const common = ['asking', 'commands', 'common', 'documents', 'webview'];

/** One door a word: what registers early, and what it imports late to make the rest of the room. */
const doors: Readonly<Record<string, { readonly early: string; readonly late?: string }>> = {
  chatTest: { early: 'registerChatTests.ts', late: 'createChatTests.ts' },
  connection: { early: 'registerConnections.ts', late: 'connectionCommands.ts' },
  conversation: { early: 'registerConversations.ts', late: 'createConversations.ts' },
  history: { early: 'registerHistory.ts', late: 'createHistory.ts' },
  newChat: { early: 'registerNewChat.ts', late: 'createNewChat.ts' },
  standIn: { early: 'createStandIn.ts' },
};

const files = readdirSync(path.join(root, editorSide), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.ts'));
const read = (file: string) => readFileSync(path.join(root, editorSide, file), 'utf8');

/** The file cannot stand in a room without the editor. */
const importsEditor = (file: string) => /from 'vscode'/.test(read(file));

describe('src/vscode', () => {
  it('holds a folder for each word, with one door', () => {
    const folders = new Set(files.map((file) => file.split('/')[0]));
    assert.deepEqual(
      [...folders].toSorted((a = '', b = '') => (a < b ? -1 : 1)),
      [...common, ...Object.keys(doors)].toSorted(),
    );
    for (const [word, { early, late }] of Object.entries(doors)) {
      assert.ok(files.includes(`${word}/${early}`), early);
      if (late !== undefined)
        assert.match(read(`${word}/${early}`), new RegExp(String.raw`import\('\./${late}'\)`));
    }
  });

  it('is entered by its doors only, and by the rooms that hold no word', () => {
    const entry = readFileSync(path.join(root, 'src/extension.ts'), 'utf8');
    const entered = [...entry.matchAll(/'\.\/vscode\/([^']+)'/g)].map(([, file = '']) => file);
    const others = entered.filter((file) => {
      const [word = '', name = ''] = file.split('/');
      return !common.includes(word) && doors[word]?.early !== name;
    });
    assert.deepEqual(others, []);
    assert.ok(entered.length > Object.keys(doors).length - 1);
  });

  it('hands the context of the extension down nowhere', () => {
    assert.deepEqual(
      files.filter((file) => /\bExtensionContext\b/.test(read(file))),
      ['common/editor.ts'],
    );
  });

  it('is entered by a root of at most 40 lines', () => {
    const entry = readFileSync(path.join(root, 'src/extension.ts'), 'utf8');
    assert.ok(entry.trimEnd().split('\n').length <= 40);
  });

  it('holds no file that neither imports the editor nor is a door', () => {
    const isDoor = (file: string) =>
      Object.entries(doors).some(([word, { early, late = early }]) =>
        [`${word}/${early}`, `${word}/${late}`].includes(file),
      );
    assert.deepEqual(
      files.filter((file) => !isDoor(file) && !importsEditor(file)),
      [],
    );
  });
});
