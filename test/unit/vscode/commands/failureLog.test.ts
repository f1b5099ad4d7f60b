import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { Emitter } from '../../../../src/core/common/event.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import type { ConversationEvent } from '../../../../src/core/conversation/conversationService.ts';
import { startHttpServer, newTarget, patient, failureOf } from '../../core/chatApi/rawServer.ts';
import '../editorDouble.ts';

const { createErrorFunnel } = await import('../../../../src/vscode/commands/showError.ts');
const { showTurnFailure } = await import('../../../../src/vscode/conversation/failureActions.ts');
const { registerAnswerLog } = await import('../../../../src/vscode/conversation/conversationOutput.ts');
const { createHttpChatClient } = await import('../../../../src/core/chatApi/httpChatClient.ts');
const { toChatFailure } = await import('../../../../src/core/chatApi/toChatFailure.ts');

/** What a call is left with whose network answers with this page. */
async function loginPage(recorded = true): Promise<Conversation> {
  const page = `<title>Sign in\u202e</title>\n${'x'.repeat(5000)}`;
  await using server = await startHttpServer((response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(page),
  );
  const client = createHttpChatClient({ fetch: (url, request) => fetch(url, request) });
  const error = await failureOf(client.create(newTarget(server.origin), {}, patient));
  const { exchange } = error.details;
  return {
    id: 'c',
    connection: { connectionId: 'x', name: 'Hotel', region: 'uk-1', environment: 'sandbox' },
    turns: [{ index: 0, kind: 'create', recorded, state: 'failed', error: toChatFailure(error), exchange }],
  } as unknown as Conversation;
}

describe('a login page instead of a reply, in the log', () => {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const log = { error: write, warn: write } as unknown as vscode.LogOutputChannel;

  for (const [name, recorded, beginning] of [
    ['its type and its beginning, on one line', true, '<title>Sign in<U+202E></title> xxx'],
    ['its type only, while messages are not recorded', false, '(not recorded)'],
  ] as const) {
    it(name, async () => {
      const changed = new Emitter<ConversationEvent>();
      const service = { onDidChangeConversation: changed.event };
      const registered = registerAnswerLog(log, service);
      changed.fire({ kind: 'finished', conversation: await loginPage(recorded), turnIndex: 0 });
      registered.dispose();
      const [line = '', ...others] = lines.splice(0);
      assert.ok(line.startsWith(`create: 200 text/html: ${beginning}`), line);
      assert.ok(line.length < 600);
      assert.deepEqual(others, []);
    });
  }

  it('no stack: what is explained to the person leads nowhere', async () => {
    const conversation = await loginPage();
    const [turn] = conversation.turns;
    assert.ok(turn);
    showTurnFailure(createErrorFunnel(log), conversation, turn);
    assert.deepEqual(lines.splice(0), [
      'create: The reply cannot be used: This is a web page (“Sign in”), not the Chat API: a login or a proxy?',
    ]);
  });
});
