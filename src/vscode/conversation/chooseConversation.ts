import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationSummary, History } from '../../core/history/history.ts';
import { conversationIdOf } from '../commands/commands.ts';
import { pickItem } from '../asking/quickInput.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { doConnectionsDiffer, toRowDescription, toRowLabel } from '../../core/wording/historyRows.ts';
import { pickConversation, pickConversations } from '../history/pickConversation.ts';
import { iconOf } from '../history/stateIcon.ts';

export interface ConversationChooserDeps {
  readonly history: Pick<History, 'page'>;
  get(id: string): Conversation | undefined;
  listOpen(): readonly ConversationSummary[];
  /** Of the panel or the transcript in front. */
  activeConversation(): string | undefined;
  readonly showError: ShowError;
}

/**
 * Which conversation a command is about, the same for every command: the one it was given, then the one in front,
 * then one by asking. Undefined or none when there is none, which was said, and when the person gave up.
 */
export interface ConversationChooser {
  /** Asks among those that are open, and not at all when it is only one. */
  open: ChooseConversation;
  /** Asks among all of the history. */
  any: ChooseConversation;
  /** The ids of several: a view passes the rows that are selected as well. */
  several(argument: unknown, selected: unknown, title: string): Promise<readonly string[]>;
}

export type ChooseConversation = (argument: unknown, title: string) => Promise<Conversation | undefined>;

export function createConversationChooser(deps: ConversationChooserDeps): ConversationChooser {
  const find = (id: string): Conversation => {
    const conversation = deps.get(id);
    if (conversation) return conversation;
    throw new HumanError(l10n.t('This conversation is no longer in the history.'));
  };

  const named = (argument: unknown) => conversationIdOf(argument) ?? deps.activeConversation();

  const chooseOpen: ChooseConversation = async (argument, title) => {
    const id = named(argument);
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

  return {
    open: chooseOpen,
    async any(argument, title) {
      const id = named(argument) ?? (await pickConversation(deps.history, title));
      return id === undefined ? undefined : find(id);
    },
    async several(argument, selected, title) {
      const rows: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [argument];
      const ids = rows.flatMap((item) => conversationIdOf(item) ?? []);
      if (ids.length > 0) return ids;
      const front = deps.activeConversation();
      return front === undefined ? pickConversations(deps.history, title) : [front];
    },
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
