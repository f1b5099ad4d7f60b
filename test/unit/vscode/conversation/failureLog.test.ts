import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import type { Conversation, Turn } from '../../../../src/core/conversation/conversation.ts';
import '../connection/editorDouble.ts';

const { createErrorFunnel } = await import('../../../../src/vscode/common/showError.ts');
const { showTurnFailure } = await import('../../../../src/vscode/conversation/failureActions.ts');

test('a login page instead of a reply: the log holds its type and its beginning, and no stack', () => {
  const lines: string[] = [];
  const log = { error: (line: string) => lines.push(line) } as unknown as vscode.LogOutputChannel;
  const conversation = {
    id: 'c',
    connection: { connectionId: 'x', name: 'Hotel', region: 'uk-1', environment: 'sandbox' },
  } as unknown as Conversation;
  const turn = {
    kind: 'create',
    error: { reason: 'badReply', outcome: 'unknown', status: 200, detail: 'This is a web page.' },
    exchange: {
      status: 200,
      responseHeaders: { 'content-type': 'text/html' },
      responseBody: `<title>Sign in\u202e</title>\n${'x'.repeat(5000)}`,
    },
  } as unknown as Turn;
  showTurnFailure(createErrorFunnel(log), conversation, turn);
  const [line = ''] = lines;
  assert.match(
    line,
    /^create: The reply cannot be used: This is a web page\.\nCaused by: 200 text\/html: <title>Sign in<U\+202E><\/title> x+/,
  );
  assert.ok(line.length < 700);
  assert.doesNotMatch(line, /\n\s+at /);
});
