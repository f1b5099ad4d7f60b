import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationSummary } from '../../core/history/history.ts';
import { conversationIdOf } from '../common/commands.ts';
import { pickItem } from '../common/quickInput.ts';
import { commandAction, type ShowError } from '../common/showError.ts';
import { doConnectionsDiffer, toRowDescription, toRowLabel } from '../history/historyRows.ts';
import { iconOf } from '../history/stateIcon.ts';

export interface ConversationChooserDeps {
  get(id: string): Conversation | undefined;
  listOpen(): readonly ConversationSummary[];
  /** Of the panel or the transcript in front. */
  activeConversation(): string | undefined;
  readonly showError: ShowError;
}

/**
 * The conversation that a command is about: the one it was given, the one in front, the only one that is open, or
 * one of those open by asking. Undefined when there is none, which was said, and when the person gave up.
 */
export type ChooseConversation = (argument: unknown, title: string) => Promise<Conversation | undefined>;

export function createConversationChooser(deps: ConversationChooserDeps): ChooseConversation {
  const find = (id: string): Conversation => {
    const conversation = deps.get(id);
    if (conversation) return conversation;
    throw new HumanError(l10n.t('This conversation is no longer in the history.'));
  };

  return async (argument, title) => {
    const id = conversationIdOf(argument) ?? deps.activeConversation();
    if (id !== undefined) return find(id);
    const open = deps.listOpen();
    const [only] = open;
    if (only === undefined) {
      deps.showError(
        new HumanError(l10n.t('No conversation is open.'), { remedy: l10n.t('Create a chat first.') }),
        'conversation',
        [commandAction(l10n.t('Create Chat'), 'polyai.createChat')],
      );
      return undefined;
    }
    const chosen = open.length === 1 ? only.id : await pick(open, title);
    return chosen === undefined ? undefined : find(chosen);
  };
}

async function pick(open: readonly ConversationSummary[], title: string): Promise<string | undefined> {
  const context = {
    now: Date.now(),
    locale: vscode.env.language,
    showsConnection: doConnectionsDiffer(open),
  };
  const items = open.map((summary) => ({
    id: summary.id,
    label: toRowLabel(summary),
    description: toRowDescription(summary, context),
    iconPath: iconOf(summary.state),
  }));
  const picked = await pickItem(items, {
    title,
    placeHolder: l10n.t('Which of the open conversations?'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.id;
}
