import type { DisposableStore } from '../../core/common/disposable.ts';
import { Emitter } from '../../core/common/event.ts';
import { type LoadedOnce, loadOnce } from '../../core/common/loadOnce.ts';
import { createConversationActivity } from '../../core/conversation/conversationActivity.ts';
import type { ConversationEvent } from '../../core/conversation/conversationService.ts';
import type { History } from '../../core/history/history.ts';
import { whenNeeded } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import type { Connections } from '../connection/registerConnections.ts';
import { registerStatusBar } from '../connection/statusBar.ts';
import { registerWebviewRestorer, viewTypes } from '../webview/webviewRestorer.ts';

/**
 * The door to conversations. All that talks to an agent comes with the first command, panel or form, so that a window
 * that only shows the side bar does not wait for it.
 */
export function registerConversations(
  editor: Editor,
  connections: Connections,
  history: LoadedOnce<History>,
  parts: DisposableStore,
) {
  const changed = parts.add(new Emitter<ConversationEvent>(editor.onError));
  const activity = parts.add(createConversationActivity(changed.event));
  parts.add(registerStatusBar({ store: connections.store, activity }));
  const conversations = loadOnce(async () => {
    const [{ createConversations }, opened] = await Promise.all([
      import('./createConversations.ts'),
      history.get(),
    ]);
    const loaded = createConversations(editor, connections, opened, changed, parts);
    parts.add(opened.onDidChange(() => activity.lookAgain((id) => loaded.find(id))));
    return loaded;
  });
  parts.add(registerWebviewRestorer(viewTypes.conversation, async () => (await conversations.get()).panels));
  const broadcasts = loadOnce(async () => {
    const [{ createBroadcasts }, loaded, opened] = await Promise.all([
      import('./broadcast/createBroadcasts.ts'),
      conversations.get(),
      history.get(),
    ]);
    return parts.add(createBroadcasts(editor, connections, loaded, opened));
  });
  parts.add(registerWebviewRestorer(viewTypes.broadcast, () => broadcasts.get()));
  const commands = {
    ...whenNeeded(
      [
        'polyai.createChat',
        'polyai.createChatWith',
        'polyai.useStandInAgent',
        'polyai.startStandInAgent',
        'polyai.stopStandInAgent',
        'polyai.sendMessage',
        'polyai.fetchDelayedReply',
        'polyai.closeChat',
        'polyai.closeAllOpen',
        'polyai.createAgainOnAnother',
        'polyai.createAgainAndReplay',
        'polyai.forkConversation',
        'polyai.openInStudio',
        'polyai.openRaw',
        'polyai.copyTranscript',
        'polyai.toggleMarkdown',
        'polyai.showOutput',
        'polyai.showLog',
      ],
      async () => (await conversations.get()).commands,
    ),
    ...whenNeeded(['polyai.broadcast'], async () => (await broadcasts.get()).commands),
  };
  return { conversations, commands };
}
