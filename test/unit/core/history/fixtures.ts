import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChatReply, ChatTarget, CloseReply, Exchange } from '../../../../src/core/chatApi/chatClient.ts';
import { ChatError, type ChatErrorDetails } from '../../../../src/core/chatApi/chatError.ts';
import type { HumanError } from '../../../../src/core/common/humanError.ts';
import type { ConnectionSnapshot, Conversation } from '../../../../src/core/conversation/conversation.ts';
import { answerTurn, startConversation } from '../../../../src/core/conversation/transitions.ts';
import type { History } from '../../../../src/core/history/history.ts';
import { openSqliteHistory, type SqliteHistoryOptions } from '../../../../src/core/history/sqliteHistory.ts';

export const noon = Date.parse('2026-11-23T12:00:00.000Z');

export const grandHotel: ConnectionSnapshot & Pick<ChatTarget, 'origin'> = {
  connectionId: 'c-1',
  connectionName: 'Grand Hotel',
  region: 'uk-1',
  origin: 'https://api.uk-1.platform.polyai.app',
  accountId: 'acme-uk',
  projectId: 'grand-hotel',
  environment: 'sandbox',
};

export const target: ChatTarget = {
  origin: grandHotel.origin,
  accountId: grandHotel.accountId,
  projectId: grandHotel.projectId,
  apiKey: 'key-of-the-hotel',
  token: 'token-of-the-hotel',
};

export function at(milliseconds: number): string {
  return new Date(noon + milliseconds).toISOString();
}

export function anExchange(fields: Partial<Exchange> = {}): Exchange {
  return {
    method: 'POST',
    url: 'https://api.uk-1.platform.polyai.app/v1/acme-uk/grand-hotel/chat/create',
    requestHeaders: { 'X-API-KEY': '••••', 'X-TOKEN': '••••' },
    requestBody: undefined,
    startedAt: at(0),
    latencyMs: 412,
    status: 200,
    ...fields,
  };
}

export function aReply(response: string, fields: Partial<ChatReply> = {}): ChatReply {
  return {
    conversationId: 'CONV-1234567890',
    response,
    endConversation: false,
    exchange: anExchange({ responseBody: JSON.stringify({ response }) }),
    ...fields,
  };
}

export function aCloseReply(success = true): CloseReply {
  return { success, exchange: anExchange({ method: 'PUT' }) };
}

export function aChatError(fields: Partial<ChatErrorDetails> & Pick<ChatErrorDetails, 'reason' | 'outcome'>) {
  return new ChatError({ exchange: anExchange({ status: undefined }), ...fields });
}

export function aPendingConversation(
  fields: Partial<Conversation> & { userText?: string } = {},
): Conversation {
  const { userText, ...rest } = fields;
  const id = fields.id ?? 'a';
  const started = startConversation({
    id,
    connection: grandHotel,
    parameters: userText === undefined ? { channel: 'webchat' } : { initialMessage: userText },
    at: fields.createdAt ?? at(0),
    owner: { processId: process.pid, deadlineAt: at(60_000) },
  });
  return { ...started, ...rest };
}

export function aConversation(fields: Partial<Conversation> & { userText?: string; reply?: string } = {}) {
  const { reply = 'Hi, how can I help?', userText, ...rest } = fields;
  const pending = aPendingConversation(userText === undefined ? rest : { ...rest, userText });
  return { ...answerTurn(pending, 0, aReply(reply), pending.createdAt), ...rest };
}

/** What a value looks like once it has been on disk: without the fields that are undefined. */
export function asStored<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

export interface Place extends Disposable {
  readonly directory: string;
  readonly problems: HumanError[];
  open(options?: Partial<SqliteHistoryOptions>): History;
}

/** A directory of its own whose histories are closed with it. */
export function aPlace(): Place {
  const directory = mkdtempSync(path.join(tmpdir(), 'polyai-history-'));
  const opened: History[] = [];
  const problems: HumanError[] = [];
  return {
    directory,
    problems,
    open(options = {}) {
      const history = openSqliteHistory({
        directory,
        now: () => noon,
        isProcessAlive: (processId) => processId === process.pid,
        onProblem: (problem) => problems.push(problem),
        ...options,
      });
      opened.push(history);
      return history;
    },
    [Symbol.dispose]() {
      for (const history of opened) history.dispose();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
