import * as l10n from '@vscode/l10n';
import type { CommandHandlers } from '../commands/commands.ts';
import type { ConversationChooser } from '../conversation/chooseConversation.ts';
import type { SaveServices } from './save/saveAsChatTest.ts';

export type ChatTestCommands = Pick<CommandHandlers, 'polyai.saveAsChatTest' | 'polyai.newChatTest'>;

export interface ChatTestCommandDeps {
  readonly choose: Pick<ConversationChooser, 'any'>;
  readonly services: SaveServices;
}

/** What each does is loaded with its first use. */
export function createChatTestCommands({ choose, services }: ChatTestCommandDeps): ChatTestCommands {
  return {
    async 'polyai.saveAsChatTest'(argument) {
      const conversation = await choose.any(argument, l10n.t('Save as Chat Test'));
      if (!conversation) return;
      const { saveAsChatTest } = await import('./save/newFiles.ts');
      await saveAsChatTest(conversation, services);
    },
    async 'polyai.newChatTest'() {
      const { newChatTest } = await import('./save/newFiles.ts');
      await newChatTest();
    },
  };
}
