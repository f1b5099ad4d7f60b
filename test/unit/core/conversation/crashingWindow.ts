// A window until it is killed: a person types into the conversation panel, sends, reads, and types on. All parts are
// the real ones but the editor's own: the panel's model, its session, the service, the history in SQLite, HTTP.
// Bundled and started by crash.test.ts, to which it says every step that it has taken, one line of JSON each.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import { createComposerModel } from '../../../../media/conversation/composerModel.ts';
import { type PanelState, reducePanel, toPanelState } from '../../../../media/conversation/panelState.ts';
import type { ChatTarget } from '../../../../src/core/chatApi/chatClient.ts';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { explainTurnError } from '../../../../src/core/conversation/turnText.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import type { FromConversation, ToConversation } from '../../../../src/protocol/conversation.ts';
import { createComposerDrafts } from '../../../../src/panels/conversation/composerDrafts.ts';
import type { ConversationPanelDeps } from '../../../../src/panels/conversation/conversationPanelDeps.ts';
import { createConversationSession } from '../../../../src/panels/conversation/conversationSession.ts';
import { until } from '../../../support/until.ts';

/** What the window says of itself. `kept`: this much of what is typed is on disk now. */
export type Step =
  | { readonly kind: 'kept'; readonly text: string }
  | { readonly kind: 'started' | 'finished'; readonly turn: number; readonly conversationId?: string };

export interface WindowArguments {
  readonly directory: string;
  readonly target: ChatTarget;
  readonly messages: readonly string[];
}

const { directory, target, messages } = JSON.parse(process.argv[2] ?? '') as WindowArguments;
// Synchronous, so that no step is taken before it is told.
const tell = (step: Step) => writeSync(1, `${JSON.stringify(step)}\n`);
const fail = (error: unknown) => {
  throw error;
};

const history = openSqliteHistory({ directory, now: Date.now, isProcessAlive: () => true, onProblem: fail });
const drafts = createComposerDrafts({ path: path.join(directory, 'composer.json'), keepsDrafts: () => true });
const service = createConversationService({
  client: createHttpChatClient({ fetch: globalThis.fetch }),
  record: history,
  now: Date.now,
  newId: randomUUID,
  processId: process.pid,
  recordMessages: () => true,
  onRecordError: fail,
});
service.onDidChangeConversation(({ kind, turnIndex, conversation }) => {
  const { conversationId } = conversation;
  tell({ kind, turn: turnIndex, ...(conversationId === undefined ? {} : { conversationId }) });
});

const { id } = await service.create({
  connection: {
    connectionId: 'grand-hotel',
    connectionName: 'Grand Hotel',
    region: target.origin,
    origin: target.origin,
    accountId: target.accountId,
    projectId: target.projectId,
    environment: 'sandbox',
  },
  target,
  parameters: {},
  timeoutSeconds: 10,
});

let panel: PanelState | undefined;
let toSession: ((message: FromConversation) => void) | undefined;
const post = (message: FromConversation) => void setImmediate(() => toSession?.(message));
const composer = createComposerModel({
  draft: { text: '', integrationAttributes: '', metadata: '', asrLangCode: '', ttsLangCode: '' },
  post,
  // The second copy, which the webview keeps by itself, is not counted on here.
  save: () => undefined,
  said: () => [],
  turnCount: () => panel?.turns.length ?? 0,
  now: Date.now,
});

const nothing = () => undefined;
const deps: ConversationPanelDeps = {
  service,
  history,
  drafts: {
    read: (conversation) => drafts.read(conversation),
    write: async (conversation, edited) => {
      await drafts.write(conversation, edited);
      tell({ kind: 'kept', text: edited.draft.text });
    },
  },
  environmentOf: ({ environment }) => environment,
  onDidChangeConnections: () => ({ dispose: nothing }),
  resolveTarget: async () => target,
  confirmLive: async () => true,
  timeoutSeconds: () => 10,
  explain: (error, { connection }, kind) => explainTurnError(error, kind, connection),
  runFailureAction: nothing,
  fork: () => undefined,
  createAgain: nothing,
  startFresh: nothing,
  openLink: nothing,
  openUrl: nothing,
  openConversation: () => undefined,
  openAsText: () => undefined,
  saveAsChatTest: () => undefined,
  openRaw: nothing,
  copyText: async () => undefined,
  studioUrl: nothing,
  keepsDrafts: () => true,
  noteTyping: nothing,
  language: 'en',
  showError: fail,
};
const port = {
  post: (message: ToConversation) => void setImmediate(() => receive(message)),
  onMessage: (listener: (message: unknown) => void) => void (toSession = listener),
};
createConversationSession(id, port, deps, nothing);
post({ type: 'ready' });
await until('the panel', () => panel !== undefined, { everyMs: 1 });

for (const message of messages) {
  // The beginning is typed while the agent still answers what was said before.
  for (let length = composer.draft.text.length + 1; length <= message.length; length++) {
    composer.edit({ text: message.slice(0, length) });
    // oxlint-disable-next-line no-await-in-loop -- a person types one letter after the other
    await nextTick();
  }
  // oxlint-disable-next-line no-await-in-loop
  await until('the answer', () => panel?.header.running === undefined, { everyMs: 1 });
  composer.send();
  // oxlint-disable-next-line no-await-in-loop
  await until('the composer to be empty', () => composer.draft.text === '', { everyMs: 1 });
}
process.exit(3);

function receive(message: ToConversation): void {
  if (message.type === 'state') panel = toPanelState(message.state, performance.now());
  else if (message.type === 'sent') composer.sent(message.text);
  else if (message.type === 'notSent') composer.notSent();
  else if (message.type === 'gone' || message.type === 'here' || message.type === 'toggleMarkdown') return;
  else if (panel) panel = reducePanel(panel, message, performance.now());
}
