import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { countLive } from '../../core/history/openConversations.ts';
import type { ConversationSummary } from '../../core/history/history.ts';
import { notifyInformation } from '../asking/notifications.ts';
import type { OnLeave } from '../../core/conversation/leaving.ts';
import type { CloseOpen } from '../../core/history/closeOpen.ts';

export interface LeftOpenDeps {
  readonly onLeave: { readonly value: OnLeave };
  /** Open, and with no window that is still there. */
  listLeftOpen(): readonly ConversationSummary[];
  /** It has a panel in this window: the person can see that it is open. */
  isShown(id: string): boolean;
  /** The global state: what the person has decided to keep open is not asked about again. */
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  readonly closeOpen: CloseOpen;
  onError(error: unknown): void;
}

/** Long enough for the panels of the last session to be back. */
export const settleMs = 3000;

const keptKey = 'openConversations.kept';

/** Some time after the window has started, asks once about conversations that a window before it left open. */
export function registerLeftOpenQuestion(deps: LeftOpenDeps): vscode.Disposable {
  const timer = setTimeout(() => {
    askAboutLeftOpen(deps).catch((error: unknown) => deps.onError(error));
  }, settleMs);
  return { dispose: () => clearTimeout(timer) };
}

/** One question, and only when the setting does not say `never`. Nothing is called before the answer. */
export async function askAboutLeftOpen(deps: LeftOpenDeps): Promise<void> {
  if (deps.onLeave.value === 'never') return;
  const left = deps.listLeftOpen();
  const kept = new Set(deps.state.get<readonly string[]>(keptKey, []));
  const news = left.filter(({ id }) => !kept.has(id) && !deps.isShown(id));
  if (news.length === 0) return;

  const close = news.length === 1 ? l10n.t('Close It') : l10n.t('Close Them');
  const keep = l10n.t('Keep Open');
  const answer = await notifyInformation(toSentence(news), close, keep);
  // The question may have waited for long: what is in use here or over by now is left alone.
  const asked = new Set(news.map(({ id }) => id));
  const now = deps.listLeftOpen().filter(({ id }) => asked.has(id) && !deps.isShown(id));
  if (answer === close && now.length > 0) await deps.closeOpen(now);
  if (answer !== keep) return;
  // Those that are no longer open need not be remembered.
  const stillOpen = left.map(({ id }) => id).filter((id) => kept.has(id));
  await deps.state.update(keptKey, [...stillOpen, ...news.map(({ id }) => id)]);
}

function toSentence(left: readonly ConversationSummary[]): string {
  const [only] = left;
  const live = countLive(left);
  if (left.length === 1 && only) {
    const name = only.connection.connectionName;
    return live === 1
      ? l10n.t('A conversation with {0} (LIVE) is still open from an earlier session.', name)
      : l10n.t('A conversation with {0} is still open from an earlier session.', name);
  }
  return live > 0
    ? l10n.t('{0} conversations are still open from an earlier session, {1} of them LIVE.', left.length, live)
    : l10n.t('{0} conversations are still open from an earlier session.', left.length);
}
