import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CaseRecorder } from '../../core/chatTest/caseRecorder.ts';
import { planCases } from '../../core/chatTest/planCases.ts';
import { runChatTests } from '../../core/chatTest/runChatTests.ts';
import type { PlannedCase } from '../../core/chatTest/runPlan.ts';
import { toShownProblems } from '../../core/chatTest/shownRun.ts';
import { createTestEnvironment, type TestEnvironment } from '../../core/chatTest/testEnvironment.ts';
import { forEachInSlices } from '../../core/common/breather.ts';
import { toHumanError, toSentences } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import type { LiveGuard } from '../../core/connection/liveGuard.ts';
import type { ResolveTarget } from '../../core/connection/resolveTarget.ts';
import { agreeOnLive } from '../../core/chatTest/agreeOnLive.ts';
import { readCommit } from './gitWorkspace.ts';
import { createRunFold } from './runFold.ts';
import { createTestConnections, type TestConnections } from '../../core/chatTest/testConnections.ts';
import { toTestMessages } from './testMessages.ts';
import { toTestSentence } from '../../core/chatTest/testText.ts';
import { keyOfCase, type TestTree } from './testTree.ts';

/** What a run needs of the part that talks to agents. */
export interface TestRunServices {
  readonly connections: ConnectionStore;
  /** The one that everything else uses too: the history has every conversation of a test. */
  readonly service: ConversationService;
  readonly resolveTarget: ResolveTarget;
  readonly liveGuard: Pick<LiveGuard, 'confirmBatch'>;
  timeoutSeconds(): number;
  concurrency(): number;
  /** Names that `${env:…}` may use beside `TEST_…`. */
  allowedVariables(): readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): number;
  readonly recorder: CaseRecorder;
}

export interface RunRequestOptions {
  readonly run: vscode.TestRun;
  /** Leaves of the tree. */
  readonly items: readonly vscode.TestItem[];
  readonly tree: TestTree;
  readonly services: TestRunServices;
  /** For every case that names none; the active one when left out. */
  readonly connection?: Connection | undefined;
  readonly untilSure?: boolean | undefined;
  readonly signal: AbortSignal;
}

const mostAtOnce = 32;

/** A case and where it is shown. */
interface Shown {
  readonly planned: PlannedCase;
  readonly item: vscode.TestItem;
}

/** Runs the cases behind the items and tells the run what becomes of each. */
export async function runRequest(options: RunRequestOptions): Promise<void> {
  const { run, services, signal, connection } = options;
  const open = new Set(options.items);
  const environment = createTestEnvironment(services.env, services.allowedVariables(), howToAllow);
  try {
    const connections = createTestConnections(services.connections, services.resolveTarget, connection);
    const shown: Shown[] = [];
    for (const [uri, items] of byFile(options.items, options.tree)) {
      // oxlint-disable-next-line no-await-in-loop -- one file after the other keeps memory small
      const found = await planFile(uri, items, options, connections, environment);
      for (const { item } of found.told) open.delete(item);
      shown.push(...found.shown);
    }
    const cases = await agreeOnLive(
      shown.map(({ planned }) => planned),
      (name) => connections.connection(name),
      services.liveGuard,
    );
    const items = new Map(cases.map((planned, index) => [planned, shown[index]?.item]));
    const fold = createRunFold(run, (planned) => items.get(planned));
    const recorder = services.recorder.begin({
      id: randomUUID(),
      startedAt: new Date(services.now()).toISOString(),
      seed: null,
      commit: await readCommit(options.items[0]?.uri),
    });
    const events = runChatTests({
      service: services.service,
      cases,
      signal,
      concurrency: Math.min(mostAtOnce, Math.max(1, Math.floor(services.concurrency()))),
      untilSure: options.untilSure,
      timeoutSeconds: services.timeoutSeconds(),
      env: (name) => environment.read(name),
      newUuid: randomUUID,
      now: () => services.now(),
      wait: async (milliseconds, stop) => {
        await sleep(milliseconds, undefined, { signal: stop }).catch(() => undefined);
      },
    });
    try {
      for await (const event of events) {
        if (event.kind === 'caseStarted') recorder.started(event.planned);
        const item = event.kind === 'caseFinished' ? items.get(event.result.planned) : undefined;
        if (event.kind !== 'caseFinished' || item === undefined) fold.add(event);
        else {
          open.delete(item);
          fold.add(event, recorder.finished(event.result, toPlace(item, options.tree)));
        }
      }
    } finally {
      await fold.drain();
      await recorder.drain();
    }
  } catch (error) {
    const message = new vscode.TestMessage(toTestSentence(toSentences(toHumanError(error))));
    await forEachInSlices(open, (item) => run.errored(item, message));
    throw error;
  }
}

/** What cannot be read, filled in or found is told on its items; the rest is planned. */
async function planFile(
  uri: vscode.Uri,
  items: readonly vscode.TestItem[],
  { run, tree, connection }: RunRequestOptions,
  connections: TestConnections,
  environment: TestEnvironment,
): Promise<{
  readonly shown: readonly Shown[];
  readonly told: readonly { readonly item: vscode.TestItem }[];
}> {
  const told = items.map((item) => ({ item }));
  const { loaded, problems, lines } = await tree.refresh(uri);
  const found = [...problems, ...(loaded === undefined ? [] : environment.problemsOf(loaded.test))];
  if (loaded === undefined || found.length > 0) {
    const messages = toTestMessages(uri, lines, toShownProblems(found));
    await forEachInSlices(items, (item) => run.errored(item, messages));
    return { shown: [], told };
  }
  await connections.prepare(loaded);
  const cases = planCases([loaded], {
    chosen: connection === undefined ? [] : [connection.name],
    fallback: connections.fallback,
    target: (name) => connections.target(name),
  });
  const byKey = new Map(cases.map((one) => [keyOfCase(one.testCase), one]));
  const shown = items.flatMap((item): readonly Shown[] => {
    const planned = byKey.get(tree.keyOf(item) ?? '');
    return planned === undefined ? [] : [{ planned, item }];
  });
  // The file has changed since it was shown, and these cases are no more.
  const isShown = new Set(shown.map(({ item }) => item));
  const gone = told.filter(({ item }) => !isShown.has(item));
  await forEachInSlices(gone, ({ item }) => run.skipped(item));
  return { shown, told: gone };
}

/** Where a result is kept. */
function toPlace(item: vscode.TestItem, tree: TestTree) {
  return { file: String(tree.fileOf(item)), item: tree.keyOf(item) ?? '' };
}

function howToAllow(): string {
  return l10n.t('Allow it in the setting {0}.', 'polyai.chatTests.environmentVariables');
}

function byFile(
  items: readonly vscode.TestItem[],
  tree: TestTree,
): ReadonlyMap<vscode.Uri, readonly vscode.TestItem[]> {
  const files = new Map<string, { readonly uri: vscode.Uri; readonly items: vscode.TestItem[] }>();
  for (const item of items) {
    const uri = tree.fileOf(item);
    if (uri === undefined) continue;
    const file = files.get(uri.toString()) ?? { uri, items: [] };
    file.items.push(item);
    files.set(uri.toString(), file);
  }
  return new Map([...files.values()].map((file) => [file.uri, file.items]));
}
