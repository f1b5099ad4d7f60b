import type * as vscode from 'vscode';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { isUnrecorded } from '../../core/conversation/recordedPart.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import type { Setting } from '../../core/common/setting.ts';
import type { OutputShow } from '../common/settings.ts';

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
 * Writes what came back instead of a reply into the log: enough to tell a login page from a gateway's, whatever the call
 * was made with. The exchange holds no secret; its body is left out of a turn that was begun while messages were not recorded.
 */
export function registerAnswerLog(
  log: Pick<vscode.LogOutputChannel, 'warn'>,
  service: Pick<ConversationService, 'onDidChangeConversation'>,
): vscode.Disposable {
  return service.onDidChangeConversation(({ kind, conversation, turnIndex }) => {
    const turn = conversation.turns[turnIndex];
    if (kind !== 'finished' || turn?.error?.reason !== 'badReply' || turn.exchange === undefined) return;
    const { status, responseHeaders, responseBody = '' } = turn.exchange;
    const type = responseHeaders?.['content-type'] ?? 'no content type';
    const beginning = isUnrecorded(turn) ? '(not recorded)' : toVisibleLine(responseBody, 500);
    log.warn(`${turn.kind}: ${status} ${toVisibleLine(type, 100)}: ${beginning}`);
  });
}

/**
 * Shows the output by itself, as often as the setting says and never with the keyboard: with `once`, the first time in
 * this window only, so that it need not be closed twice.
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
