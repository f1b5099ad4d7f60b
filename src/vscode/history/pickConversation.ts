import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import type { ConversationSummary, History } from '../../core/history/history.ts';
import { pickItem, pickItems } from '../asking/quickInput.ts';
import { doConnectionsDiffer, toRowDescription, toRowLabel } from '../../core/wording/historyRows.ts';
import { iconOf } from './stateIcon.ts';

interface ConversationItem extends vscode.QuickPickItem {
  readonly id: string;
}

/** Asks which of the latest conversations is meant; undefined when the person gave up. */
export async function pickConversation(
  history: Pick<History, 'page'>,
  title: string,
): Promise<string | undefined> {
  const placeHolder = l10n.t('Which conversation?');
  const picked = await pickItem(readItems(history), {
    title,
    placeHolder,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.id;
}

/** The same for several at once. */
export async function pickConversations(
  history: Pick<History, 'page'>,
  title: string,
): Promise<readonly string[]> {
  const placeHolder = l10n.t('Which conversations?');
  const picked = await pickItems(readItems(history), {
    title,
    placeHolder,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return (picked ?? []).map(({ id }) => id);
}

function readItems(history: Pick<History, 'page'>): ConversationItem[] {
  // A run of chat tests does not push a person's own conversations out of reach.
  const own = history.page({ filter: { is: ['own'] } }).conversations;
  const conversations = [...own, ...history.page().conversations.filter(({ isFromTest }) => isFromTest)];
  if (conversations.length > 0) return toConversationItems(conversations);
  throw new HumanError(l10n.t('There is no conversation in the history yet.'), {
    remedy: l10n.t('Create a chat first.'),
  });
}

/** As they stand in a list to choose from. */
export function toConversationItems(conversations: readonly ConversationSummary[]): ConversationItem[] {
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
