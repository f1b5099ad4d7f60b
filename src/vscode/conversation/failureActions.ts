import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatErrorReason } from '../../core/chatApi/chatError.ts';
import type { ChatFailureAction } from '../../core/chatApi/chatFailure.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import { explainTurnError } from '../../core/conversation/turnText.ts';
import { commandAction, type ErrorAction, type ShowError } from '../commands/showError.ts';

/** Shows why a turn failed, with the button that fixes it. A turn that was cancelled by the person says nothing. */
export function showTurnFailure(showError: ShowError, conversation: Conversation, turn: Turn): void {
  if (turn.error === undefined || turn.error.reason === 'cancelled') return;
  const { message, remedy, action } = explainTurnError(turn.error, turn.kind, conversation.connection);
  const first =
    action === undefined ? [] : [toFailureAction(action, conversation, turn.kind, turn.error.reason)];
  const output = commandAction(l10n.t('Show Output'), 'polyai.showOutput');
  showError(new HumanError(message, { remedy }), turn.kind, [...first, output]);
}

/** Where the mistake most likely is, so that mending it is one Enter away. */
const fieldToMend: Partial<Record<ChatErrorReason, string>> = {
  unauthorized: 'apiKey',
  forbidden: 'apiKey',
  notFound: 'accountId',
  unreachable: 'region',
  insecure: 'region',
  redirected: 'region',
};

/** The button beside an explanation. What was said or closed is tried again, never created again. */
export function toFailureAction(
  action: ChatFailureAction,
  { id, connection }: Conversation,
  kind: Turn['kind'],
  reason?: ChatErrorReason,
): ErrorAction {
  switch (action) {
    case 'editConnection':
      return commandAction(
        l10n.t('Edit Connection…'),
        'polyai.editConnection',
        connection.connectionId,
        reason && fieldToMend[reason],
      );
    case 'editParameters':
      return commandAction(
        l10n.t('Edit Parameters…'),
        'polyai.createChatWithParameters',
        connection.connectionId,
      );
    case 'tryAgain':
      if (kind === 'respond') return commandAction(l10n.t('Send Again…'), 'polyai.sendMessage', id);
      if (kind === 'close') return commandAction(l10n.t('Close Chat'), 'polyai.closeChat', id);
      return commandAction(l10n.t('Create Again'), 'polyai.rerunConversation', id);
    case 'createAgain':
      return commandAction(l10n.t('Create Again'), 'polyai.rerunConversation', id);
    case 'increaseTimeout':
      return {
        title: l10n.t('Change the Time Limit'),
        run: () =>
          vscode.commands.executeCommand('workbench.action.openSettings', 'polyai.requestTimeoutSeconds'),
      };
    case 'openSettings':
      return {
        title: l10n.t('Open Settings'),
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'http.proxy'),
      };
    case 'showLog':
      return commandAction(l10n.t('Show Log'), 'polyai.showLog');
    case 'startStandInAgent':
      return commandAction(l10n.t('Start Stand-in Agent'), 'polyai.startStandInAgent');
  }
}
