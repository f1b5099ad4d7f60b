import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { forEachInSlices } from '../../core/common/breather.ts';
import { DisposableStore } from '../../core/common/disposable.ts';
import { type Connection, isLive } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { toPlainSentence } from '../asking/notifications.ts';
import type { LastResults } from './lastResults.ts';
import type { TestRunServices } from './runRequest.ts';
import { isTestFile } from './testFileNames.ts';
import type { TestTree } from './testTree.ts';

export interface TestProfileDeps {
  readonly controller: vscode.TestController;
  readonly tree: TestTree;
  /** What is read with this rows file. */
  readonly testsOf: (rows: vscode.Uri) => readonly vscode.Uri[];
  readonly lastResults: Pick<LastResults, 'forget'>;
  readonly connections: ConnectionStore;
  readonly services: () => Promise<TestRunServices>;
  readonly onError: (error: unknown) => void;
}

/** How a run differs from an ordinary one. */
interface RunKind {
  readonly connection?: Connection | undefined;
  readonly untilSure?: boolean;
}

/** Run, Run Until Sure, and one for each connection. */
export function registerTestProfiles(deps: TestProfileDeps): vscode.Disposable {
  const { controller, connections, tree } = deps;
  const parts = new DisposableStore();
  const create = (label: string, kind: () => RunKind, isDefault: boolean) => {
    const profile = controller.createRunProfile(
      label,
      vscode.TestRunProfileKind.Run,
      (request, token) => (request.continuous === true ? runOnSave(request, token) : run(request, token)),
      isDefault,
      undefined,
      isDefault,
    );
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken) =>
      runOnce(deps, request, kind(), token);
    const runOnSave = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => {
      const watch = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        const files = isTestFile(uri) ? [uri] : deps.testsOf(uri);
        const saved = new Set(files.map(String));
        const touched = (request.include ?? Array.from(controller.items, ([, item]) => item)).filter((item) =>
          saved.has(String(item.uri)),
        );
        if (touched.length === 0) return;
        const again = new vscode.TestRunRequest(touched, request.exclude, profile, true);
        // With what was written a moment ago.
        void Promise.all(files.map((file) => tree.refresh(file))).then(() => run(again, token));
      });
      token.onCancellationRequested(() => watch.dispose());
    };
    return profile;
  };

  parts.add(create(l10n.t('Run'), () => ({}), true));
  parts.add(create(l10n.t('Run Until Sure'), () => ({ untilSure: true }), false));

  const ofConnections = new Map<string, { readonly label: string; readonly profile: vscode.Disposable }>();
  const redraw = () => {
    const wanted = new Map(connections.list().map((connection) => [connection.id, connection]));
    for (const [id, { label, profile }] of ofConnections) {
      const connection = wanted.get(id);
      if (connection !== undefined && label === labelOf(connection)) continue;
      profile.dispose();
      ofConnections.delete(id);
    }
    for (const [id, connection] of wanted) {
      if (ofConnections.has(id)) continue;
      const label = labelOf(connection);
      const kind = () => ({ connection: connections.get(id) ?? connection });
      ofConnections.set(id, { label, profile: create(label, kind, false) });
    }
  };
  redraw();
  parts.add(connections.onDidChange(redraw));
  parts.add({ dispose: () => ofConnections.forEach(({ profile }) => profile.dispose()) });
  return parts;
}

function labelOf(connection: Connection): string {
  const name = toPlainSentence(connection.name);
  return isLive(connection) ? l10n.t('Run on {0} (LIVE)', name) : l10n.t('Run on {0}', name);
}

/** The run is there before anything can fail, and ended whatever happens. */
async function runOnce(
  { controller, tree, lastResults, services, onError }: TestProfileDeps,
  request: vscode.TestRunRequest,
  kind: RunKind,
  token: vscode.CancellationToken,
): Promise<void> {
  // The history keeps what was said, masked and for as long as it shall be kept, not the editor beside it.
  const run = controller.createTestRun(request, undefined, false);
  const canceller = new AbortController();
  const cancel = () => canceller.abort();
  const subscriptions = [token, run.token].map((one) => one.onCancellationRequested(cancel));
  if (token.isCancellationRequested) cancel();
  try {
    const items = wantedLeaves(controller, tree, request);
    await forEachInSlices(items, (item) => {
      lastResults.forget(item);
      run.enqueued(item);
    });
    const [{ runRequest }, given] = await Promise.all([import('./runRequest.ts'), services()]);
    await runRequest({ run, items, tree, services: given, ...kind, signal: canceller.signal });
  } catch (error) {
    onError(error);
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
    run.end();
  }
}

function wantedLeaves(
  controller: vscode.TestController,
  tree: TestTree,
  { include, exclude }: vscode.TestRunRequest,
): readonly vscode.TestItem[] {
  const chosen = include ?? Array.from(controller.items, ([, item]) => item);
  const excluded = new Set(exclude);
  const isExcluded = (item: vscode.TestItem) =>
    excluded.has(item) || (item.parent !== undefined && excluded.has(item.parent));
  const leaves = tree.leavesOf(chosen.filter((item) => !isExcluded(item)));
  return [...new Set(leaves)].filter((item) => !isExcluded(item));
}
