import type { DisposableStore } from '../../core/common/disposable.ts';
import { type LoadedOnce, loadOnce } from '../../core/common/loadOnce.ts';
import { type CommandHandlers, connectionIdOf } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import type { Connections } from '../connection/registerConnections.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { registerWebviewRestorer, viewTypes } from '../webview/webviewRestorer.ts';

/** The door to the form "New Chat", which is loaded when it is first opened. */
export function registerNewChat(
  editor: Editor,
  connections: Connections,
  conversations: LoadedOnce<Conversations>,
  parts: DisposableStore,
): Pick<CommandHandlers, 'polyai.createChatWithParameters' | 'polyai.createChatFromPreset'> {
  const newChat = loadOnce(async () => {
    const [{ createNewChat }, loaded] = await Promise.all([
      import('./createNewChat.ts'),
      conversations.get(),
    ]);
    return parts.add(createNewChat(editor, connections, loaded));
  });
  parts.add(registerWebviewRestorer(viewTypes.newChat, () => newChat.get()));
  return {
    'polyai.createChatWithParameters': async (connection, parameters) => {
      const connectionId = connectionIdOf(connection);
      // A menu hands over the selected rows there.
      const isOurs = connectionId !== undefined && parameters !== undefined && !Array.isArray(parameters);
      const form = await newChat.get();
      await form.open({ connectionId, parameters: isOurs ? parameters : undefined });
    },
    'polyai.createChatFromPreset': async () => (await newChat.get()).openPreset(),
  };
}
