import type { Exchange } from '../../../../src/core/chatApi/chatClient.ts';
import type { Conversation, Turn } from '../../../../src/core/conversation/conversation.ts';
import { explainTurnError } from '../../../../src/core/conversation/turnText.ts';
import type { ExplainTurn } from '../../../../src/panels/conversation/turnView.ts';

/** The words of the product itself, as the extension gives them to the panel. */
export const explain: ExplainTurn = (error, { connection }, kind) =>
  explainTurnError(error, kind, connection);

export const nowMs = Date.parse('2026-03-02T14:05:00.000Z');

export function anExchange(change: Partial<Exchange> = {}): Exchange {
  return {
    method: 'POST',
    url: 'https://api.uk-1.platform.polyai.app/v1/acme-uk/acme-team-4/chat/respond',
    requestHeaders: {
      'X-API-KEY': '••••',
      'X-TOKEN': '••••',
      Accept: 'application/json',
      'Content-Type': 'application/json',
    },
    requestBody: '{"conversation_id":"CONV-1234567890","message":"I need a room for two"}',
    startedAt: '2026-03-02T14:03:40.000Z',
    latencyMs: 655,
    status: 200,
    responseHeaders: { 'content-type': 'application/json', 'x-polyai-correlation-id': '7b1bfbea-0001' },
    responseBody:
      '{"conversation_id":"CONV-1234567890","response":"Of course. For which nights?","end_conversation":false}',
    correlationId: '7b1bfbea-0001',
    ...change,
  };
}

export function greeting(change: Partial<Turn> = {}): Turn {
  return {
    id: 'turn-0',
    index: 0,
    kind: 'create',
    state: 'answered',
    reply: 'Good evening, how can I help?',
    startedAt: '2026-03-02T14:03:12.000Z',
    latencyMs: 412,
    status: 200,
    exchange: anExchange(),
    ...change,
  };
}

export function said(index: number, userText: string | undefined, change: Partial<Turn> = {}): Turn {
  return {
    id: `turn-${index}`,
    index,
    kind: 'respond',
    state: 'answered',
    userText,
    reply: 'Of course. For which nights?',
    startedAt: '2026-03-02T14:03:40.000Z',
    latencyMs: 655,
    status: 200,
    exchange: anExchange(),
    ...change,
  };
}

export function aConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: '5f0c7a52-0000-4000-8000-000000000001',
    conversationId: 'CONV-1234567890',
    connection: {
      connectionId: 'grand-hotel',
      connectionName: 'Grand Hotel',
      region: 'uk-1',
      origin: 'https://api.uk-1.platform.polyai.app',
      accountId: 'acme-uk',
      projectId: 'acme-team-4',
      environment: 'sandbox',
    },
    parameters: {},
    state: 'open',
    createdAt: '2026-03-02T14:03:12.000Z',
    updatedAt: '2026-03-02T14:03:41.000Z',
    turns: [greeting(), said(1, 'I need a room for two')],
    ...change,
  };
}
