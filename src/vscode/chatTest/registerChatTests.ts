import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposable.ts';
import { type LoadedOnce, loadOnce } from '../../core/common/loadOnce.ts';
import { newId } from '../../core/common/newId.ts';
import type { History } from '../../core/history/history.ts';
import { type CommandHandlers, whenNeeded } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import { hostEnvironment } from '../common/host.ts';
import type { Connections } from '../connection/registerConnections.ts';
import type { Conversations } from '../conversation/createConversations.ts';
import { inBothSpellings } from '../../core/chatTest/testPattern.ts';
import { isTestMessage } from '../../core/chatTest/failureContext.ts';
import type { FailureCommands } from './failureCommands.ts';
import type { TestRunServices } from './runRequest.ts';
import { adkTestFiles, findTests, isTestFile, watchInFolders } from './testFileNames.ts';

type ChatTestCommands = Pick<
  CommandHandlers,
  | 'polyai.saveAsChatTest'
  | 'polyai.newChatTest'
  | 'polyai.addChatTestsToCi'
  | 'polyai.showFailingReplies'
  | 'polyai.chatAsThisTest'
  | 'polyai.copyAsChatTest'
>;

/**
 * The door to chat tests. Nothing of them is loaded before a test file is met: one that is opened, one that lies in the
 * folder, or one that is written there later.
 */
export function registerChatTests(
  editor: Editor,
  connections: Connections,
  history: LoadedOnce<History>,
  conversations: LoadedOnce<Conversations>,
  /** What opens a conversation that is named in any other way than by a message of a test. */
  others: Pick<CommandHandlers, 'polyai.openConversation'>,
  parts: DisposableStore,
): ChatTestCommands & FailureCommands & Pick<CommandHandlers, 'polyai.openConversation'> {
  const { testInclude: include, onError } = editor;
  const recorder = loadOnce(async () => {
    const [{ createCaseRecorder }, { testResults }] = await Promise.all([
      import('../../core/chatTest/caseRecorder.ts'),
      history.get(),
    ]);
    return createCaseRecorder({
      results: testResults,
      mask: (value) => connections.knownSecrets.mask(value),
      recordMessages: () => editor.recordMessages.value,
      newId,
      now: editor.now,
    });
  });
  const services = async (): Promise<TestRunServices> => {
    const { service, agents } = await conversations.get();
    return {
      ...agents,
      connections: connections.store,
      service,
      concurrency: () => editor.testConcurrency.value,
      allowedVariables: () => editor.testVariables.value,
      env: hostEnvironment,
      now: editor.now,
      recorder: await recorder.get(),
    };
  };
  const waiting = parts.add(new DisposableStore());
  const chatTests = loadOnce(async () => {
    const { createChatTests } = await import('./createChatTests.ts');
    return parts.add(
      createChatTests({
        testInclude: include,
        onError,
        connections: connections.store,
        services,
        recorder: () => recorder.get(),
        history: () => history.get(),
      }),
    );
  });
  const failures = loadOnce(async () => {
    const [{ createFailureActions }, recorded, { find, openPanel }] = await Promise.all([
      import('./failureCommands.ts'),
      recorder.get(),
      conversations.get(),
    ]);
    return createFailureActions({
      recorder: recorded,
      get: find,
      openPanel,
    });
  });
  const meet = () => {
    waiting.dispose();
    chatTests.get().catch(onError);
  };

  const isMet = () => vscode.workspace.textDocuments.some(({ uri }) => isTestFile(uri));
  const look = async () => {
    if (isMet()) return meet();
    const [found] = await findTests(inBothSpellings(include.value), 1);
    if (found !== undefined) meet();
  };
  /** A tree of its own, in folders that hold an agent project with tests, also when the first one is written later. */
  const adkWatch = parts.add(new DisposableStore());
  const adkTests = loadOnce(async () => {
    adkWatch.dispose();
    const { createAdkTests } = await import('./adk/adkTests.ts');
    return parts.add(createAdkTests(onError));
  });
  const lookForAdkTests = async () => {
    const [found] = await findTests(adkTestFiles, 1);
    if (found !== undefined) await adkTests.get();
  };
  waiting.add(
    vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      if (isTestFile(uri)) meet();
    }),
  );
  waiting.add(include.onDidChange(() => void look().catch(onError)));
  // A moment later: the editor waits for what `activate` itself begins.
  const later = setImmediate(() => {
    for (const watcher of watchInFolders(inBothSpellings(include.value))) {
      waiting.add(watcher);
      waiting.add(watcher.onDidCreate(meet));
    }
    look().catch(onError);
    const adk = adkWatch.add(vscode.workspace.createFileSystemWatcher(adkTestFiles, false, true, true));
    const again = () => void lookForAdkTests().catch(onError);
    adkWatch.add(adk.onDidCreate(again));
    adkWatch.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
    again();
  });
  waiting.add({ dispose: () => clearImmediate(later) });
  return {
    ...whenNeeded(
      ['polyai.acceptNewReply', 'polyai.compareWithLastPass', 'polyai.showWhatChanged'],
      async () => (await failures.get()).commands,
    ),
    'polyai.openConversation': async (argument) => {
      if (isTestMessage(argument)) await (await failures.get()).openConversation(argument);
      else await others['polyai.openConversation'](argument);
    },
    'polyai.saveAsChatTest': async (argument, broadcast) => {
      const [{ choose }, opened, running] = await Promise.all([
        conversations.get(),
        history.get(),
        services(),
      ]);
      const conversation = await choose.any(argument, l10n.t('Save as Chat Test'));
      if (!conversation) return;
      const { saveAsChatTest } = await import('./save/saveAsChatTest.ts');
      const { knownSecrets } = connections;
      // A view hands over the rows that are selected there.
      const ids = Array.isArray(broadcast) ? [] : (broadcast?.conversations ?? []);
      const { find } = await conversations.get();
      const others = ids.filter((id) => id !== conversation.id).flatMap((id) => find(id) ?? []);
      await saveAsChatTest(conversation, { ...running, history: opened, knownSecrets }, others);
    },
    'polyai.showFailingReplies': async (failing) => {
      const { showFailingReplies } = await import('./createChatTests.ts');
      await showFailingReplies(failing);
    },
    'polyai.addChatTestsToCi': async () => {
      const { addChatTestsToCi } = await import('./save/addToCi.ts');
      await addChatTestsToCi({
        version: editor.version,
        include: inBothSpellings(include.value),
        active: connections.store.active,
      });
    },
    'polyai.chatAsThisTest': async (argument) => {
      const { chatAsThisTest } = await import('./adk/adkTests.ts');
      await chatAsThisTest(argument);
    },
    'polyai.copyAsChatTest': async (argument) => {
      const { copyAsChatTest } = await import('./adk/adkTests.ts');
      await copyAsChatTest(argument);
    },
    'polyai.newChatTest': async () => {
      const { newChatTest } = await import('./save/saveTest.ts');
      await newChatTest();
    },
  };
}
