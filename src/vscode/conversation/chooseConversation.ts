import * as l10n from '@vscode/l10n';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationSummary, History } from '../../core/history/history.ts';
import { conversationIdOf } from '../commands/commands.ts';
import { noteInStatusBar } from '../asking/notifications.ts';
import type { ViewRows } from '../../core/conversation/rowsAtHand.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { pickAmong, pickConversation, pickConversations } from '../history/pickConversation.ts';

export interface ConversationChooserDeps {
  readonly history: Pick<History, 'page' | 'summary'>;
  readonly rows: ViewRows;
  get(id: string): Conversation | undefined;
  listOpen(): readonly ConversationSummary[];
  /** Of the panel or the transcript in front. */
  activeConversation(): string | undefined;
  readonly showError: ShowError;
}

/**
 * Which conversation a command is about, the same for every command: the one it was given, then the rows that are
 * selected in the history while the person is there, then the one in front, then one by asking. Undefined or none when
 * there is none, which was said, and when the person gave up.
 */
export interface ConversationChooser {
  /** Throws HumanError when it is gone. */
  find(id: string): Conversation;
  /** The ids of those that are meant without asking. */
  named(argument: unknown, selected?: unknown): readonly string[];
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

  const named: ConversationChooser['named'] = (argument, selected) => {
    const given: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [argument];
    const ids = given.flatMap((item) => conversationIdOf(item) ?? []);
    if (ids.length > 0) return ids;
    const rows = deps.rows.selected();
    const front = deps.activeConversation();
    return rows.length > 0 || front === undefined ? rows : [front];
  };

  /** A key was pressed in the view, which names no row. */
  async function focused(): Promise<readonly string[]> {
    const ids = await deps.rows.focused();
    if (ids.length === 0) noteInStatusBar(l10n.t('Move to a conversation with the arrow keys first.'));
    return ids;
  }

  /** Of several rows one is asked for. */
  const choose =
    (askOther: (title: string) => Promise<string | undefined>): ChooseConversation =>
    async (argument, title) => {
      const ids = isKey(argument) ? (await focused()).slice(0, 1) : named(argument);
      if (isKey(argument) && ids.length === 0) return undefined;
      const among = ids.length > 1 ? ids.flatMap((one) => deps.history.summary(one) ?? []) : [];
      const id =
        among.length > 0
          ? await pickAmong(among, title, l10n.t('Which of the selected conversations?'))
          : (ids[0] ?? (await askOther(title)));
      return id === undefined ? undefined : find(id);
    };

  async function askOpen(title: string): Promise<string | undefined> {
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
    return open.length === 1 ? only.id : pickAmong(open, title, l10n.t('Which of the open conversations?'));
  }

  return {
    find,
    named,
    open: choose(askOpen),
    any: choose((title) => pickConversation(deps.history, title)),
    async several(argument, selected, title) {
      if (isKey(argument)) return focused();
      const ids = named(argument, selected);
      return ids.length > 0 ? ids : pickConversations(deps.history, title);
    },
  };
}

/** What the key bindings of the view pass. */
export function isKey(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'useFocus' in argument;
}
