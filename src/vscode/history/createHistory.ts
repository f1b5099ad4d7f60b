import type { DisposableStore } from '../../core/common/disposable.ts';
import type { LoadedOnce } from '../../core/common/loadOnce.ts';
import { endAbandonedStandIns } from '../../core/history/endOfStandIn.ts';
import type { History } from '../../core/history/history.ts';
import { countOpenConversations, readLeftOpen } from '../../core/history/openConversations.ts';
import type { Editor } from '../common/editor.ts';
import { isProcessAlive } from '../common/host.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { documentSchemes } from '../documents/plainFiles.ts';
import type { Documents } from '../documents/registerDocuments.ts';
import { createHistoryLook } from './historyLook.ts';
import { createHistoryView, type HistoryView } from './historyView.ts';
import { registerLeftOpenQuestion, settleMs } from './leftOpen.ts';
import { registerOpenCount } from './openCount.ts';
import { registerRetention } from './registerRetention.ts';

/** All that shows the history and keeps it: the view, the transcripts, the ledger of open conversations. */
export function createHistory(
  editor: Editor,
  history: History,
  conversations: LoadedOnce<Conversations>,
  documents: Pick<Documents, 'refresh'>,
  parts: DisposableStore,
): HistoryView {
  const { now, onError, onLeave, globalState, workspaceState } = editor;
  const view = parts.add(createHistoryView(history, createHistoryLook(workspaceState)));
  parts.add(history.onDidChange(() => documents.refresh(documentSchemes.transcript)));
  parts.add(registerRetention(history, editor, now, onError));

  const endAbandoned = () => {
    try {
      endAbandonedStandIns(history, isProcessAlive, now);
    } catch (error) {
      onError(error);
    }
  };
  endAbandoned();
  // The process of a window that was reloaded may take a moment to go.
  const again = setTimeout(endAbandoned, settleMs);
  parts.add({ dispose: () => clearTimeout(again) });

  parts.add(
    registerOpenCount({
      history,
      countOpen: () => countOpenConversations({ history, isProcessAlive }),
      show: (badge) => view.showBadge(badge),
      onError,
    }),
  );
  parts.add(
    registerLeftOpenQuestion({
      onLeave,
      listLeftOpen: () => readLeftOpen({ history, isProcessAlive }),
      isShown: (id) => conversations.loaded?.isShown(id) ?? false,
      state: globalState,
      closeOpen: async (left) => (await conversations.get()).closeOpen(left),
      onError,
    }),
  );
  return view;
}
