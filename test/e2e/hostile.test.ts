import { describe } from 'node:test';
import { useVscode } from '../support/session.ts';
import { testHostileReplies } from './hostile/replies.ts';
import { testHostileTexts } from './hostile/texts.ts';
import { followsTheSystem } from './support/themes.ts';

// What others have written, in one window: an agent that is talked to, then a folder and a server.
const vscode = useVscode({
  ...followsTheSystem,
  settings: { ...followsTheSystem.settings, 'workbench.editor.enablePreview': false },
});

describe('what an agent says', () => testHostileReplies(vscode));
describe('what a folder, a server and a person call something', () => testHostileTexts(vscode));
