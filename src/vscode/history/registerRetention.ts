import type * as vscode from 'vscode';
import type { History } from '../../core/history/history.ts';
import type { Setting } from '../common/settings.ts';

const dayMs = 86_400_000;

/**
 * Removes what is older than the user wants kept: once when the window starts, and when the setting changes. With
 * 0 days, the default, the history is not even opened.
 */
export function registerRetention(
  history: Pick<History, 'prune'>,
  retentionDays: Setting<number>,
  now: () => number,
  onError: (error: unknown) => void,
): vscode.Disposable {
  const prune = (days: number): void => {
    if (!(days > 0)) return;
    try {
      history.prune(new Date(now() - days * dayMs).toISOString());
    } catch (error) {
      onError(error);
    }
  };
  // After activation: deleting may take a moment, and nobody waits for it.
  setImmediate(() => prune(retentionDays.value));
  return retentionDays.onDidChange(prune);
}
