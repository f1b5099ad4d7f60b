import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { History } from '../../core/history/history.ts';
import { createRetention } from '../../core/history/retention.ts';
import { notifyInformation } from '../asking/notifications.ts';
import type { Editor } from '../common/editor.ts';

/** After activation, when the panels of the last session are back. */
const firstMs = 5000;
/** A window may stay open for weeks. */
const againMs = 3_600_000;
/** A number that is being typed is not a setting yet. */
const typingMs = 1500;

const settingsShown =
  '@id:polyai.history.retentionDays @id:polyai.history.retentionCount @id:polyai.chatTests.retentionDays';

/** Keeps conversations as the settings say, in every window that is open. */
export function registerRetention(
  history: Pick<History, 'expire' | 'countExpired' | 'purgeExpired' | 'purge'>,
  {
    retentionDays,
    retentionCount,
    testRetentionDays,
  }: Pick<Editor, 'retentionDays' | 'retentionCount' | 'testRetentionDays'>,
  now: () => number,
  onError: (error: unknown) => void,
): vscode.Disposable {
  const retention = createRetention({
    history,
    now,
    settings: () => ({
      days: retentionDays.value,
      count: retentionCount.value,
      testDays: testRetentionDays.value,
    }),
    confirmPurge,
  });
  let typing: NodeJS.Timeout | undefined;
  let hasFailed = false;

  const attempt = (action: () => Promise<void>) => {
    action().then(
      () => (hasFailed = false),
      (error: unknown) => {
        // Once, until it works again: the next hour would say the same.
        if (!hasFailed) onError(error);
        hasFailed = true;
      },
    );
  };
  const first = setTimeout(() => attempt(() => retention.tidy()), firstMs);
  const again = setInterval(() => attempt(() => retention.tidy()), againMs);
  const subscriptions = [retentionDays, retentionCount, testRetentionDays].map(({ onDidChange }) =>
    onDidChange(() => {
      clearTimeout(typing);
      typing = setTimeout(() => attempt(() => retention.apply()), typingMs);
    }),
  );
  return {
    dispose: () => {
      clearTimeout(first);
      clearInterval(again);
      clearTimeout(typing);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

async function confirmPurge(count: number): Promise<boolean> {
  const remove = l10n.t('Delete for Good');
  const change = l10n.t('Change Setting');
  const answer = await notifyInformation(
    l10n.t(
      '{0} conversations have been hidden for a week, because of the settings for how many the history keeps and how long. They can be deleted for good now.',
      count,
    ),
    remove,
    change,
  );
  if (answer === change) await vscode.commands.executeCommand('workbench.action.openSettings', settingsShown);
  return answer === remove;
}
