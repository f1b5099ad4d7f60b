import type * as vscode from 'vscode';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import type { OutputShow, Setting } from '../common/settings.ts';

/** Writes a block into the output channel "PolyAI" for every call that is over. */
export function registerConversationOutput(
  channel: vscode.OutputChannel,
  service: Pick<ConversationService, 'onDidChangeConversation'>,
  toBlock: (conversation: Conversation, turnIndex: number) => string,
): vscode.Disposable {
  return service.onDidChangeConversation(({ kind, conversation, turnIndex }) => {
    if (kind === 'finished') channel.appendLine(toBlock(conversation, turnIndex));
  });
}

/**
 * Shows the output by itself, as often as the setting says and never with the keyboard: with `once`, the first time in
 * this window only, so that nobody has to close it twice.
 */
export function createOutputOpener(
  channel: Pick<vscode.OutputChannel, 'show'>,
  setting: Pick<Setting<OutputShow>, 'value'>,
): () => void {
  let wasShown = false;
  return () => {
    const { value } = setting;
    if (value === 'always' || (value === 'once' && !wasShown)) channel.show(true);
    wasShown = true;
  };
}
