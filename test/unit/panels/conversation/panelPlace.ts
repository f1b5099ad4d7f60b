import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import type { Disposable } from '../../../../src/core/common/disposable.ts';
import type { ConversationService } from '../../../../src/core/conversation/conversationService.ts';
import type { History } from '../../../../src/core/history/history.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import {
  emptyComposerDraft,
  type FromConversation,
  type ToConversation,
  type TurnView,
} from '../../../../src/protocol/conversation.ts';
import { startStandInAgent, type StandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import {
  createComposerDrafts,
  type ComposerDrafts,
} from '../../../../src/panels/conversation/composerDrafts.ts';
import type { ConversationPanelDeps } from '../../../../src/panels/conversation/conversationPanelDeps.ts';
import { createConversationSession } from '../../../../src/panels/conversation/conversationSession.ts';
import { until } from '../../../support/until.ts';
import { anHttpService } from '../../core/conversation/aService.ts';
import { aConversation, explain } from './fixtures.ts';

export let agent: StandInAgent;
let folder = '';
export let history: History;
export let service: ConversationService;
let drafts: ComposerDrafts;

const panels: { readonly id: string; readonly session: Disposable }[] = [];

/** Panels on conversations with the stand-in agent, in a window with a history of its own. */
export function usePanels(): void {
  before(async () => {
    agent = await startStandInAgent();
    // Without a test to run, Node has called `after` already.
    agent.unref();
    folder = mkdtempSync(path.join(tmpdir(), 'polyai-panel-'));
    history = openSqliteHistory({
      directory: folder,
      now: Date.now,
      isProcessAlive: (processId) => processId === process.pid,
      onProblem: (problem) => assert.fail(problem),
    });
    drafts = createComposerDrafts({ path: path.join(folder, 'drafts.json'), keepsDrafts: () => true });
    service = aService();
  });
  after(async () => {
    if ((agent as StandInAgent | undefined) === undefined) return;
    await until('the last call', () => panels.every(({ id }) => !service.isRunning(id)), { everyMs: 5 });
    for (const { session } of panels) session.dispose();
    await agent.close();
    drafts.dispose();
    history.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Of one window; several share the history. */
export function aService(): ConversationService {
  return anHttpService(undefined, history);
}

export const connection = () => ({
  ...aConversation().connection,
  region: agent.origin,
  origin: agent.origin,
});
export const target = () => ({
  origin: agent.origin,
  accountId: agent.accountId,
  projectId: agent.projectId,
  apiKey: agent.apiKey,
  token: agent.token,
});

/** A panel on a conversation, a new one when none is named, with a webview that only listens. */
export async function aPanel(change: Partial<ConversationPanelDeps> = {}, named?: string) {
  const id = named ?? (await createConversation());
  const got: ToConversation[] = [];
  const errors: unknown[] = [];
  const done: string[] = [];
  const titles: string[] = [];
  let receive: (message: unknown) => void = () => undefined;
  const session = createConversationSession(
    id,
    { post: (message) => got.push(message), onMessage: (listener) => (receive = listener) },
    {
      service,
      history,
      drafts,
      environmentOf: ({ environment }) => environment,
      onDidChangeConnections: () => ({ dispose: () => undefined }),
      resolveTarget: async () => target(),
      confirmLive: async () => true,
      timeoutSeconds: () => 5,
      explain,
      runFailureAction: (action) => done.push(action),
      fork: (_, turnIndex) => done.push(`fork ${turnIndex}`),
      createAgain: (_, { replay }) => done.push(replay ? 'replay' : 'createAgain'),
      startFresh: () => done.push('startFresh'),
      openLink: ({ href }) => done.push(`link ${href}`),
      openUrl: (url) => done.push(`url ${url}`),
      openRaw: () => done.push('raw'),
      openConversation: (other) => done.push(`opened ${other}`),
      openAsText: () => done.push('text'),
      saveAsChatTest: () => done.push('chat test'),
      copyText: async (text) => void done.push(`copied ${text}`),
      studioUrl: () => 'https://studio.example/c',
      keepsDrafts: () => true,
      noteTyping: () => done.push('typed'),
      language: 'en',
      showError: (error) => errors.push(error),
      ...change,
    },
    (conversation) => titles.push(conversation.id),
  );
  const say = (message: FromConversation) => receive(message);
  const ofType = <T extends ToConversation['type']>(type: T) =>
    got.filter((message): message is Extract<ToConversation, { type: T }> => message.type === type);
  const turns = () => ofType('turns').flatMap((message) => message.turns);
  const lastHeader = () => {
    const last = got.findLast((message) => 'header' in message);
    return last && 'header' in last ? last.header : undefined;
  };
  const settled = (index: number) =>
    until(
      `turn ${index}`,
      () => turns().findLast((turn): turn is TurnView => turn.index === index && turn.state !== 'pending'),
      { everyMs: 5 },
    );
  panels.push({ id, session });
  say({ type: 'ready' });
  return {
    id,
    got,
    errors,
    done,
    session,
    say,
    receive: (value: unknown) => receive(value),
    ofType,
    turns,
    lastHeader,
    settled,
  };
}

async function createConversation(): Promise<string> {
  const options = { connection: connection(), target: target(), parameters: {}, timeoutSeconds: 5 };
  return (await service.create(options)).id;
}

export const draft = (text: string) => ({ ...emptyComposerDraft, text });
