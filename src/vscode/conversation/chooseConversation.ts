import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { conversationGone } from '../../core/conversation/conversationGone.ts';
import type { ConversationSummary, History } from '../../core/history/history.ts';
import { conversationIdOf } from '../commands/commands.ts';
import { noteInStatusBar } from '../asking/notifications.ts';
import { pickItem, pickItems } from '../asking/quickInput.ts';
import type { ViewRows } from '../../core/conversation/rowsAtHand.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { doConnectionsDiffer, toRowDescription, toRowLabel } from '../../core/wording/historyRows.ts';
import { iconOf } from '../history/stateIcon.ts';

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
    throw conversationGone();
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

interface ConversationItem extends vscode.QuickPickItem {
  readonly id: string;
}

/** Asks which of the latest conversations is meant, another than `not`; undefined when the person gave up. */
export async function pickConversation(
  history: Pick<History, 'page'>,
  title: string,
  not?: string,
): Promise<string | undefined> {
  const others = readLatest(history).filter(({ id }) => id !== not);
  if (others.length > 0) return pickAmong(others, title, l10n.t('Which conversation?'));
  throw new HumanError(l10n.t('There is no other conversation in the history.'), {
    remedy: l10n.t('Create a chat first.'),
  });
}

/** The same among these. */
async function pickAmong(
  conversations: readonly ConversationSummary[],
  title: string,
  placeHolder: string,
): Promise<string | undefined> {
  return (await pickItem(toItems(conversations), optionsOf(title, placeHolder)))?.id;
}

/** The same for several at once. */
async function pickConversations(history: Pick<History, 'page'>, title: string): Promise<readonly string[]> {
  const options = optionsOf(title, l10n.t('Which conversations?'));
  const picked = await pickItems(toItems(readLatest(history)), options);
  return (picked ?? []).map(({ id }) => id);
}

function optionsOf(title: string, placeHolder: string) {
  return { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true };
}

function readLatest(history: Pick<History, 'page'>): readonly ConversationSummary[] {
  // A run of chat tests does not push a person's own conversations out of reach.
  const own = history.page({ filter: { is: ['own'] } }).conversations;
  const conversations = [...own, ...history.page().conversations.filter(({ isFromTest }) => isFromTest)];
  if (conversations.length > 0) return conversations;
  throw new HumanError(l10n.t('There is no conversation in the history yet.'), {
    remedy: l10n.t('Create a chat first.'),
  });
}

function toItems(conversations: readonly ConversationSummary[]): ConversationItem[] {
  const context = {
    now: Date.now(),
    locale: vscode.env.language,
    showsConnection: doConnectionsDiffer(conversations),
  };
  return conversations.map((summary) => ({
    id: summary.id,
    label: toRowLabel(summary),
    description: toRowDescription(summary, context),
    iconPath: iconOf(summary.state),
  }));
}
