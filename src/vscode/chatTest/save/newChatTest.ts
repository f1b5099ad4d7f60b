import * as l10n from '@vscode/l10n';
import { firstTest } from '../../../core/chatTest/firstTest.ts';
import { loadDraft, saveTest } from './saveTest.ts';

/** A test to begin with, in a file of its own. */
export async function newChatTest(): Promise<void> {
  const { text } = await loadDraft(firstTest());
  await saveTest('front-desk.polyai.yaml', text, l10n.t('New Chat Test'));
}
