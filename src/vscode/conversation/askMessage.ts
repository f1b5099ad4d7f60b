import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { ask } from '../asking/ask.ts';
import { createTextBox, hideIn } from '../asking/quickInput.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';

/** What the person wants to say: a text, or nothing but what the agent still has to say. */
export type AskedMessage = { readonly text: string } | 'delayedReply';

/**
 * Asks for the next message of a conversation, with what the agent said last under the box. Undefined when the
 * person gave up.
 */
export function askMessage(
  conversation: Conversation,
  unsent: string,
  holdsSecret: (text: string) => Promise<boolean>,
): Promise<AskedMessage | undefined> {
  const box = createTextBox();
  const fetchButton: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('inbox'),
    tooltip: l10n.t('Fetch a Delayed Reply'),
  };
  box.title = l10n.t('Send Message to {0}', toPlainLabel(conversation.connection.connectionName));
  box.placeholder = l10n.t('Type a message');
  box.prompt = promptOf(conversation, unsent);
  box.value = unsent;
  box.buttons = [fetchButton];
  // Looking something up in the meantime does not lose what was typed.
  box.ignoreFocusOut = true;

  return ask<AskedMessage>(box, (finish) => {
    box.onDidAccept(() => {
      if (box.value.trim() !== '') finish({ text: box.value });
      else box.validationMessage = l10n.t('Type a message, or fetch a delayed reply with the button above.');
    });
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    hideIn(box, holdsSecret);
    box.onDidTriggerButton((button) => {
      if (button === fetchButton) finish('delayedReply');
    });
  });
}

function promptOf({ turns }: Conversation, unsent: string): string {
  if (unsent !== '') {
    return turns.at(-1)?.state === 'unknown'
      ? l10n.t('This message may have arrived. Press Enter to send it again.')
      : l10n.t('This message was not sent. Press Enter to try again.');
  }
  const reply = turns.findLast((turn) => turn.reply)?.reply;
  return reply === undefined
    ? l10n.t('The agent has not said anything yet.')
    : l10n.t('Agent: {0}', toPlainLabel(reply));
}
