import * as l10n from '@vscode/l10n';
import type { History } from '../../../core/history/history.ts';
import { type ConversationArgument, conversationIdOf } from '../../common/commands.ts';
import { pickConversation } from '../../history/pickConversation.ts';

export interface OpenPanelDeps {
  readonly history: Pick<History, 'page'>;
  openPanel(id: string): void;
  /** Of the panel or the transcript in front. */
  activeConversation(): string | undefined;
}

/** Opens the panel of the conversation that is named, in front, or picked. */
export function createOpenPanelCommand(deps: OpenPanelDeps) {
  return async (argument?: ConversationArgument): Promise<void> => {
    const id =
      conversationIdOf(argument) ??
      deps.activeConversation() ??
      (await pickConversation(deps.history, l10n.t('Open Conversation Panel')));
    if (id !== undefined) deps.openPanel(id);
  };
}
