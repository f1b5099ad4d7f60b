import * as l10n from '@vscode/l10n';
import { HumanError, toSentences } from '../common/humanError.ts';
import type { WithProgress } from '../common/withProgress.ts';
import { isLive } from '../connection/connection.ts';
import type { CloseChat } from '../conversation/closeChat.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { explainTurnError } from '../conversation/turnText.ts';
import { toPlainLabel } from '../text/plainLabel.ts';
import type { ConversationSummary } from './history.ts';
import { isOver } from '../conversation/transitions.ts';
import { countLive } from './openConversations.ts';

/** One of several conversations was closed, or was not. */
export interface CloseProgress {
  readonly conversation: ConversationSummary;
  /** How many are through, this one included. */
  readonly done: number;
  readonly total: number;
  /** As it stands after the call. */
  readonly result?: Conversation | undefined;
  /** There was no call: its connection is gone, say. */
  readonly error?: unknown;
}

/**
 * Closes several conversations, a few at a time, and tells of each as it is through; one that fails does not keep
 * the others. After an abort no further one is begun. Closing what is closed already is harmless.
 */
export async function* closeEach(
  conversations: readonly ConversationSummary[],
  close: (conversation: ConversationSummary) => Promise<Conversation>,
  options: { readonly signal?: AbortSignal | undefined; readonly atOnce?: number | undefined } = {},
): AsyncGenerator<CloseProgress, void, undefined> {
  const { signal, atOnce = 4 } = options;
  const waiting = [...conversations];
  const running = new Map<ConversationSummary, Promise<Omit<CloseProgress, 'done' | 'total'>>>();
  let done = 0;

  const begin = () => {
    while (running.size < atOnce) {
      const conversation = signal?.aborted === true ? undefined : waiting.shift();
      if (conversation === undefined) return;
      running.set(
        conversation,
        close(conversation).then(
          (result) => ({ conversation, result }),
          (error: unknown) => ({ conversation, error }),
        ),
      );
    }
  };

  begin();
  while (running.size > 0) {
    // oxlint-disable-next-line no-await-in-loop -- whichever is through first
    const closed = await Promise.race(running.values());
    running.delete(closed.conversation);
    done++;
    yield { ...closed, done, total: conversations.length };
    begin();
  }
}

/** Whether a close left the conversation open, as far as anyone knows. */
export function isStillOpen({ result, error }: Pick<CloseProgress, 'result' | 'error'>): boolean {
  return error !== undefined || result === undefined || !isOver(result.state);
}

export interface ClosingDeps {
  readonly closeChat: CloseChat;
  readonly withProgress: WithProgress;
}

/** Closes these conversations with progress and Cancel, and resolves with those that could not be closed. */
export function closeAll(
  conversations: readonly ConversationSummary[],
  { closeChat, withProgress }: ClosingDeps,
): Promise<readonly CloseProgress[]> {
  return withProgress(l10n.t('Closing open conversations'), async (signal, report) => {
    const stillOpen: CloseProgress[] = [];
    report(l10n.t('{0} of {1}', 0, conversations.length));
    const close = (conversation: ConversationSummary) => closeChat(conversation, signal);
    for await (const progress of closeEach(conversations, close, { signal })) {
      report(l10n.t('{0} of {1}', progress.done, progress.total));
      // What the person has cancelled is no news to them.
      if (isStillOpen(progress) && !signal.aborted) stillOpen.push(progress);
    }
    return stillOpen;
  });
}

/** Closes these conversations with progress and Cancel; says something only when one could not be closed. */
export type CloseOpen = (conversations: readonly ConversationSummary[]) => Promise<void>;

export function createCloseOpen(
  deps: ClosingDeps & { readonly onNotClosed: (problem: HumanError) => void },
): CloseOpen {
  return async (conversations) => {
    const failed = await closeAll(conversations, deps);
    const [first] = failed;
    if (first === undefined) return;
    // Of the first one: the others mostly failed for the same reason.
    const sentence =
      conversations.length === 1
        ? l10n.t('The conversation could not be closed.')
        : l10n.t('{0} of {1} conversations could not be closed.', failed.length, conversations.length);
    deps.onNotClosed(new HumanError(sentence, { remedy: toReason(first) }));
  };
}

/** Why it could not be closed, with the remedy; undefined when nothing is known. */
export function toReason({ result, error }: CloseProgress): string | undefined {
  if (error instanceof HumanError) return toSentences(error);
  const turn = result?.turns.findLast(({ kind }) => kind === 'close');
  if (!result || !turn?.error) return undefined;
  return toSentences(explainTurnError(turn.error, turn.kind, result.connection));
}

/** Which agents they are with, and what happens there. */
export function toClosingDetail(open: readonly ConversationSummary[]): string {
  const names = new Map<string, number>();
  for (const { connection } of open) {
    const name = isLive(connection)
      ? l10n.t('{0} (LIVE)', connection.connectionName)
      : connection.connectionName;
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const lines = [...names].map(([name, count]) => l10n.t('{0}: {1}', toPlainLabel(name), count));
  const effect =
    countLive(open) > 0
      ? l10n.t(
          'A live agent now does whatever it does when a conversation ends. A closed conversation cannot be opened again.',
        )
      : l10n.t('A closed conversation stays closed. It remains in the history.');
  return [lines.join('\n'), effect].join('\n\n');
}
