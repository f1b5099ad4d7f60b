import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';
import { loadChatTest } from './loadChatTest.ts';
import type { LoadedTest } from './runPlan.ts';
import type { TestDraft } from './testDraft.ts';
import { writeChatTest } from './writeChatTest.ts';

/** The draft as a file says it, read back by our own parser: what cannot be read is not written. */
export async function loadDraft(
  draft: TestDraft,
): Promise<{ readonly text: string; readonly loaded: LoadedTest }> {
  const text = writeChatTest(draft);
  const { loaded, problems } = await loadChatTest(
    { file: 'test.polyai.yaml', text, readBeside: async () => undefined },
    '',
  );
  if (loaded !== undefined) return { text, loaded };
  throw new HumanError(l10n.t('This conversation cannot be written as a chat test.'), {
    remedy: problems[0]?.sentence,
  });
}
