import * as vscode from 'vscode';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';

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
