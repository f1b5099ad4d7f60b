import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inBothSpellings } from '../../core/chatTest/testPattern.ts';
import type { LoadChatTest } from '../../core/chatTest/loadChatTest.ts';
import type { CaseRecorder } from '../../core/chatTest/caseRecorder.ts';
import { DisposableStore } from '../../core/common/disposable.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { loadOnce } from '../../core/common/loadOnce.ts';
import { isBelowAny } from '../../core/files/isBelowAny.ts';
import type { History } from '../../core/history/history.ts';
import type { Setting } from '../../core/common/setting.ts';
import { registerTestLanguage, type TestLanguageDeps } from './language/registerTestLanguage.ts';
import { showsYamlItself } from './otherYamlHelp.ts';
import { createRowsWatch } from './rowsWatch.ts';
import { registerBacktest } from './backtestLenses.ts';
import { registerTestProfiles } from './testProfiles.ts';
import { registerTestDiagnostics } from './testDiagnostics.ts';
import { createLastResults } from './lastResults.ts';
import { findTests, isLeftOut, isTestFile, watchInFolders } from './testFileNames.ts';
import type { TestRunServices } from './runRequest.ts';
import { createTestTree } from './testTree.ts';

export { showFailingReplies } from './backtestLenses.ts';

export interface ChatTestDeps extends TestLanguageDeps {
  readonly testInclude: Setting<string>;
  readonly onError: (error: unknown) => void;
  /** Each has a run profile of its own. */
  readonly connections: ConnectionStore;
  /** What talks to agents, loaded when a test is run. */
  readonly services: () => Promise<TestRunServices>;
  /** What tests said before, in the history. */
  readonly recorder: () => Promise<CaseRecorder>;
  readonly history: () => Promise<History>;
}

/** How long typing has to pause before a test is read again. */
const pauseMs = 150;

/** The Test Explorer and what the editor says of test files. Loaded with the first test file. */
export function createChatTests(deps: ChatTestDeps): vscode.Disposable {
  const { testInclude: include, onError, connections, services, recorder } = deps;
  const parts = new DisposableStore();
  const controller = parts.add(
    vscode.tests.createTestController('polyai.chatTests', l10n.t('PolyAI Chat Tests')),
  );
  const tree = parts.add(createTestTree(controller));
  const lastResults = parts.add(createLastResults(controller, tree, recorder, onError));
  const diagnostics = parts.add(registerTestDiagnostics());
  parts.add(registerTestLanguage(deps));
  parts.add(registerBacktest(deps));

  const refresh = async (uri: vscode.Uri) => {
    const read = await tree.refresh(uri);
    if (read.loaded !== undefined) lastResults.offer(uri, read.lines);
    rows.note(uri, read.rowsFile);
    return read;
  };
  const readDocument = async (document: vscode.TextDocument) => {
    const { version } = document;
    const read = await refresh(document.uri);
    const again = () => readSoon(document.uri, () => readFile(document.uri));
    const isSaidAlready =
      read.problems.some(({ isSyntax }) => isSyntax) && (await showsYamlItself(document, again));
    diagnostics.show(document, version, isSaidAlready ? withoutSyntax(read) : read);
  };
  const isShown = (uri: vscode.Uri) => controller.items.get(uri.toString()) !== undefined;
  const openDocument = (uri: vscode.Uri) =>
    vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  /** What was deleted goes, also while its editor is open, but for what was typed there and is not saved. */
  const readFile = async (uri: vscode.Uri) => {
    const document = openDocument(uri);
    if (document?.isDirty !== true && uri.scheme !== 'untitled' && !(await isThere(uri))) {
      tree.remove(uri);
    } else if (document === undefined) await refresh(uri);
    else await readDocument(document);
  };

  const pauses = new Map<string, NodeJS.Timeout>();
  parts.add({ dispose: () => pauses.forEach((pause) => clearTimeout(pause)) });
  let reading = Promise.resolve();
  const readSoon = (uri: vscode.Uri, work: () => Promise<void>) => {
    clearTimeout(pauses.get(uri.toString()));
    pauses.set(
      uri.toString(),
      setTimeout(() => {
        pauses.delete(uri.toString());
        // One after the other: a branch that is switched changes hundreds of files at once.
        reading = reading.then(work).catch(onError);
      }, pauseMs),
    );
  };
  parts.add(
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isTestFile(document.uri)) readDocument(document).catch(onError);
    }),
  );
  parts.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isTestFile(document.uri)) readSoon(document.uri, () => readFile(document.uri));
    }),
  );
  parts.add(
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (!isTestFile(uri)) return;
      // A file that was never saved goes with its editor; one on disk is what it was before.
      if (uri.scheme === 'untitled') tree.remove(uri);
      else if (isShown(uri)) readSoon(uri, () => readFile(uri));
    }),
  );

  const rows = parts.add(
    createRowsWatch((uri) => {
      if (isShown(uri)) readSoon(uri, () => readFile(uri));
    }),
  );
  parts.add(
    vscode.extensions.onDidChange(() => {
      for (const { uri } of vscode.workspace.textDocuments) {
        if (isTestFile(uri)) readSoon(uri, () => readFile(uri));
      }
    }),
  );

  const discovery = loadOnce(async () => {
    const watch = parts.add(watchFiles());
    await watch.look();
  });
  function watchFiles() {
    const watched = new DisposableStore();
    const look = async (onlyNew = false) => {
      const found = await findTests(inBothSpellings(include.value));
      const wanted = new Set(found.map(String));
      for (const uri of tree.uris()) {
        if (!wanted.has(String(uri)) && openDocument(uri) === undefined) tree.remove(uri);
      }
      for (const uri of found) {
        if (onlyNew && isShown(uri)) continue;
        // oxlint-disable-next-line no-await-in-loop -- one after the other, in slices
        await readFile(uri);
      }
    };
    let watcher: vscode.Disposable | undefined;
    const gone = new Set<string>();
    const removeGone = () => {
      for (const uri of tree.uris()) {
        if (isBelowAny(uri.path, gone) && openDocument(uri)?.isDirty !== true) tree.remove(uri);
      }
      gone.clear();
    };
    // A folder that goes or comes takes its files along, and nothing is told of those.
    const removeBelow = ({ path }: vscode.Uri) => {
      // Thousands are told of in one go, when a branch is switched say.
      if (gone.size === 0) queueMicrotask(removeGone);
      gone.add(path);
    };
    const lookSoon = () => readSoon(vscode.Uri.file('/'), () => look(true));
    const lookBelow = ({ path }: vscode.Uri) => {
      // However many come at once.
      if (!isLeftOut(path) && !/\.[^/]*$/.test(path)) lookSoon();
    };
    const restart = () => {
      watcher?.dispose();
      const read = (uri: vscode.Uri) => readSoon(uri, () => readFile(uri));
      const files = watchInFolders(inBothSpellings(include.value));
      for (const one of files) {
        // Only the search knows what the settings of the editor hide.
        one.onDidCreate((uri) => (isShown(uri) ? read(uri) : lookSoon()));
        one.onDidChange((uri) => isShown(uri) && read(uri));
      }
      const all = watchInFolders('**');
      for (const one of all) {
        one.onDidDelete(removeBelow);
        one.onDidCreate(lookBelow);
      }
      watcher = vscode.Disposable.from(...files, ...all);
    };
    restart();
    watched.add({ dispose: () => watcher?.dispose() });
    const again = () => {
      restart();
      look().catch(onError);
    };
    watched.add(include.onDidChange(again));
    watched.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
    return { look, dispose: () => watched.dispose() };
  }

  controller.resolveHandler = async (item) => {
    const uri = item === undefined ? undefined : tree.fileOf(item);
    if (uri === undefined) await discovery.get();
    else await readFile(uri);
  };
  controller.refreshHandler = async () => {
    await discovery.get();
    for (const uri of tree.uris()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, in slices
      await readFile(uri);
    }
  };
  parts.add(
    registerTestProfiles({
      controller,
      tree,
      testsOf: rows.testsOf,
      lastResults,
      connections,
      services,
      onError,
    }),
  );

  for (const document of vscode.workspace.textDocuments) {
    if (isTestFile(document.uri)) readDocument(document).catch(onError);
  }
  return parts;
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Another extension marks what is no YAML, on the same lines. */
function withoutSyntax<T extends Pick<LoadChatTest, 'problems'>>(read: T): T {
  return { ...read, problems: read.problems.filter(({ isSyntax }) => isSyntax !== true) };
}
