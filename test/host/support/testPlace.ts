import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ChatTarget } from '../../../src/core/chatApi/chatClient.ts';
import { createHttpChatClient } from '../../../src/core/chatApi/httpChatClient.ts';
import { createCaseRecorder } from '../../../src/core/chatTest/caseRecorder.ts';
import { newId } from '../../../src/core/common/newId.ts';
import { createRedactor, maskedTexts } from '../../../src/core/common/redaction.ts';
import { createConnectionStore } from '../../../src/core/connection/connectionStore.ts';
import { createConversationService } from '../../../src/core/conversation/conversationService.ts';
import { openSqliteHistory } from '../../../src/core/history/sqliteHistory.ts';
import { type StandInAgent, startStandInAgent } from '../../../src/standInAgent/standInAgent.ts';
import type { StandInScript } from '../../../src/standInAgent/standInScript.ts';
import { createLastResults } from '../../../src/vscode/chatTest/lastResults.ts';
import type { TestRunServices } from '../../../src/vscode/chatTest/runRequest.ts';
import { registerTestProfiles } from '../../../src/vscode/chatTest/testProfiles.ts';
import { createTestTree } from '../../../src/vscode/chatTest/testTree.ts';
import { observeTests } from './observedTests.ts';

let count = 0;

export interface PlaceOptions {
  readonly script: StandInScript;
  readonly env?: Readonly<Record<string, string>>;
  readonly allowed?: readonly string[];
  readonly concurrency?: number;
  /** An agent in a process of its own, instead of the one that is started. */
  readonly target?: ChatTarget;
  /** One that was there before: its history is opened again. */
  readonly directory?: string;
}

/** The Test Explorer as the extension makes it, on an agent of its own, with a history of its own. */
export async function aTestPlace(options: PlaceOptions) {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'polyai-tests-')));
  const agent: StandInAgent = await startStandInAgent({ script: options.script, recordRequests: true });
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const connections = createConnectionStore({ directory, onNotice: onError });
  const { origin, accountId, projectId, apiKey, token } = options.target ?? agent;
  if (connections.get('agent') !== undefined) await connections.update({ id: 'agent', region: origin });
  else
    await connections.add({
      id: 'agent',
      name: 'agent',
      region: origin,
      accountId,
      projectId,
      environment: 'sandbox',
    });
  await connections.setActive('agent');
  const history = openSqliteHistory({
    directory,
    now: Date.now,
    isProcessAlive: () => true,
    onProblem: onError,
  });
  const service = createConversationService({
    client: createHttpChatClient({ fetch: (url, request) => globalThis.fetch(url, request) }),
    record: history,
    now: Date.now,
    newId,
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: onError,
  });
  const redact = createRedactor([apiKey, token]);
  const recorder = createCaseRecorder({
    results: history.testResults,
    mask: async (value) => ({ value: maskedTexts(value, redact), isSure: true }),
    recordMessages: () => true,
    newId,
    now: Date.now,
  });
  const services: TestRunServices = {
    connections,
    service,
    recorder,
    resolveTarget: async () => ({ origin, accountId, projectId, apiKey, token }),
    liveGuard: { confirmBatch: async () => true },
    timeoutSeconds: () => 60,
    concurrency: () => options.concurrency ?? 8,
    allowedVariables: () => options.allowed ?? [],
    env: options.env ?? {},
    now: Date.now,
  };
  let asked: () => Promise<TestRunServices> = async () => services;

  count += 1;
  const { controller, runs, profiles } = observeTests(`polyai-host.chatTests.${count}`);
  const tree = createTestTree(controller);
  const lastResults = createLastResults(controller, tree, async () => recorder, onError);
  const registered = registerTestProfiles({
    controller,
    tree,
    testsOf: () => [],
    lastResults,
    connections,
    services: () => asked(),
    onError,
  });

  const uriOf = (name: string) => vscode.Uri.file(join(directory, name));
  return {
    directory,
    agent,
    errors,
    connections,
    history,
    recorder,
    controller,
    runs,
    profiles,
    tree,
    lastResults,
    services,
    uriOf,
    /** From now on what talks to agents cannot be loaded. */
    failServices(error: Error) {
      asked = async () => {
        throw error;
      };
    },
    async write(name: string, text: string): Promise<vscode.Uri> {
      await writeFile(join(directory, name), text);
      return uriOf(name);
    },
    /** Writes a test, and shows it. */
    async show(name: string, text: string): Promise<vscode.TestItem> {
      const uri = await this.write(name, text);
      await tree.refresh(uri);
      const item = controller.items.get(uri.toString());
      assert.ok(item, `${name} is not shown`);
      return item;
    },
    profile(label: string) {
      const found = profiles.find((one) => one.label === label);
      assert.ok(found, `There are: ${profiles.map((one) => one.label).join(', ')}`);
      return found;
    },
    /** Runs by the profile Run, and gives back the run. */
    async run(items: readonly vscode.TestItem[] | undefined, token?: vscode.CancellationToken) {
      await this.profile('Run').run(new vscode.TestRunRequest(items), token);
      const run = runs.at(-1);
      assert.ok(run);
      return run;
    },
    async close({ keep = false } = {}): Promise<void> {
      registered.dispose();
      lastResults.dispose();
      tree.dispose();
      controller.dispose();
      connections.dispose();
      history.dispose();
      await agent.close();
      if (!keep) await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export type TestPlace = Awaited<ReturnType<typeof aTestPlace>>;
