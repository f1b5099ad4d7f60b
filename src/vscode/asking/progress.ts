import * as vscode from 'vscode';
import { toPlainSentence } from './notifications.ts';

const patienceMs = 1000;

/**
 * Runs `work` and shows a notification with Cancel only when it takes longer than a second, so that a quick
 * reply does not flash one. `work` stops when the person cancels, and may say how far it has come.
 */
export async function withSlowProgress<T>(
  title: string,
  work: Parameters<typeof withProgressNotification<T>>[1],
): Promise<T> {
  const canceller = new AbortController();
  let message: string | undefined;
  let show: ((text: string) => void) | undefined;
  const running = work(canceller.signal, (text) => {
    message = text;
    show?.(text);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), patienceMs);
  });
  const settled = running.then(
    () => 'settled' as const,
    () => 'settled' as const,
  );
  const first = await Promise.race([settled, late]);
  clearTimeout(timer);
  if (first === 'settled') return running;
  return withProgressNotification(title, (signal, report) => {
    signal.addEventListener('abort', () => canceller.abort());
    show = report;
    if (message !== undefined) show(message);
    return running;
  });
}

/** A notification for as long as `work` runs, which stops when the person cancels and may say how far it has come. */
export async function withProgressNotification<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: toPlainSentence(title), cancellable: true },
    (progress, token) => {
      const canceller = new AbortController();
      token.onCancellationRequested(() => canceller.abort());
      return work(canceller.signal, (message) => progress.report({ message: toPlainSentence(message) }));
    },
  );
}

/** In the status bar until `work` has settled: for what cannot be cancelled and needs no answer. */
export async function withStatusProgress<T>(title: string, work: Promise<T>): Promise<T> {
  const location = vscode.ProgressLocation.Window;
  return vscode.window.withProgress({ location, title: toPlainSentence(title) }, () => work);
}
