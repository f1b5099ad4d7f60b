import { randomUUID } from 'node:crypto';
import { createCaseRecorder } from '../core/chatTest/caseRecorder.ts';
import type { DisposableStore } from '../core/common/disposable.ts';
import { endStandInConversations } from '../core/history/endOfStandIn.ts';
import {
  countOpenConversations,
  hasLivingProcess,
  readLeftOpen,
  readOpenConversations,
} from '../core/history/openConversations.ts';
import type { ConversationSummary } from '../core/history/history.ts';
import { openSqliteHistory } from '../core/history/sqliteHistory.ts';
import { isProcessAlive } from './common/hostSurroundings.ts';
import type { LoadedOnce } from '../core/common/loadOnce.ts';
import type { Stores } from './createStores.ts';
import type { Surroundings } from './createSurroundings.ts';
import type { Later } from './createViews.ts';
import { createHistoryView } from './history/historyView.ts';
import { registerRetention } from './history/registerRetention.ts';
import { registerTranscriptDocuments } from './history/transcriptDocument.ts';
import { registerLeftOpenQuestion, settleMs } from './openConversations/leftOpen.ts';
import { registerOpenCount } from './openConversations/openCount.ts';

/**
 * The history and all that shows it: the view, the transcripts, the ledger of open conversations. A part of the bundle
 * of its own, loaded as soon as the editor has got its commands and does not wait for us any more.
 */
export function createHistory(
  surroundings: Surroundings,
  { knownSecrets }: Pick<Stores, 'knownSecrets'>,
  later: LoadedOnce<Later>,
  parts: DisposableStore,
) {
  const { context, directory, now, onError, onLeave, retentionDays, recordMessages } = surroundings;
  const history = parts.add(openSqliteHistory({ directory, now, isProcessAlive, onProblem: onError }));

  const historyView = parts.add(createHistoryView(history));
  parts.add(
    registerTranscriptDocuments({
      read: async (id) => (await later.get()).readTranscript(id),
      onDidChange: history.onDidChange,
    }),
  );
  parts.add(registerRetention(history, retentionDays, now, onError));

  // A window that has crashed could not say that its stand-in agent went with it.
  const endAbandoned = () => {
    try {
      const isGone = (summary: ConversationSummary) => !hasLivingProcess(summary, { isProcessAlive });
      endStandInConversations(history, isGone, new Date(now()).toISOString());
    } catch (error) {
      onError(error);
    }
  };
  endAbandoned();
  // The process of a window that was reloaded may take a moment to go.
  const again = setTimeout(endAbandoned, settleMs);
  parts.add({ dispose: () => clearTimeout(again) });

  const listOpen = () => readOpenConversations({ history, isProcessAlive });
  const countOpen = () => countOpenConversations({ history, isProcessAlive });
  parts.add(
    registerOpenCount({ history, countOpen, show: (badge) => historyView.showBadge(badge), onError }),
  );
  parts.add(
    registerLeftOpenQuestion({
      onLeave,
      listLeftOpen: () => readLeftOpen({ history, isProcessAlive }),
      isShown: (id) => later.loaded?.isShown(id) ?? false,
      state: context.globalState,
      closeOpen: async (conversations) => (await later.get()).closeOpen(conversations),
      onError,
    }),
  );
  const caseRecorder = createCaseRecorder({
    results: history.testResults,
    mask: (value) => knownSecrets.mask(value),
    recordMessages: () => recordMessages.value,
    newId: randomUUID,
    now,
  });
  return { history, historyView, listOpen, caseRecorder };
}

/** The history with the places that show it. */
export type ShownHistory = ReturnType<typeof createHistory>;
