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
export function pickConversation(history: Pick<History, 'page'>, title: string): Promise<string | undefined> {
  return pickAmong(readLatest(history), title, l10n.t('Which conversation?'));
}

/** The same among these. */
export async function pickAmong(
  conversations: readonly ConversationSummary[],
  title: string,
  placeHolder: string,
): Promise<string | undefined> {
  return (await pickItem(toItems(conversations), optionsOf(title, placeHolder)))?.id;
}

/** The same for several at once. */
export async function pickConversations(
  history: Pick<History, 'page'>,
  title: string,
): Promise<readonly string[]> {
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
