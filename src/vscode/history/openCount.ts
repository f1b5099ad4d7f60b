import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { OpenConversationCount } from '../../core/history/openConversations.ts';
import type { History } from '../../core/history/history.ts';

export interface OpenCountDeps {
  readonly history: Pick<History, 'onDidChange'>;
  readonly countOpen: () => OpenConversationCount;
  /** Where the count is shown. */
  readonly show: (badge: vscode.ViewBadge | undefined) => void;
  readonly onError: (error: unknown) => void;
}

/** After activation, and once for changes that come together: counting opens the history. */
const coalesceMs = 250;

/** Keeps the view's badge at the number of open conversations. */
export function registerOpenCount({ history, countOpen, show, onError }: OpenCountDeps): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;

  const draw = () => {
    timer = undefined;
    try {
      show(toBadge(countOpen()));
      hasFailed = false;
    } catch (error) {
      // Once, until it can be read again: every change would say the same.
      if (!hasFailed) onError(error);
      hasFailed = true;
    }
  };
  const drawSoon = () => {
    timer ??= setTimeout(draw, coalesceMs);
  };
  drawSoon();
  const subscription = history.onDidChange(drawSoon);
  return {
    dispose: () => {
      clearTimeout(timer);
      subscription.dispose();
    },
  };
}

/** Nothing when nothing is open: a zero would only draw the eye. */
export function toBadge({ open, live }: OpenConversationCount): vscode.ViewBadge | undefined {
  if (open === 0) return undefined;
  return { value: open, tooltip: toOpenText(open, live) };
}

function toOpenText(count: number, live: number): string {
  if (live === 0) {
    return count === 1 ? l10n.t('1 open conversation') : l10n.t('{0} open conversations', count);
  }
  return count === 1
    ? l10n.t('1 open conversation, LIVE')
    : l10n.t('{0} open conversations, {1} of them LIVE', count, live);
}
