// A window until it is killed: says the turns of several conversations one after the other, as a chat test does.
// Started by scriptCrash.test.ts, to which it says what was announced, one line of JSON each.
import { writeSync } from 'node:fs';
import type { ChatTarget } from '../../../../src/core/chatApi/chatClient.ts';
import { createHttpChatClient } from '../../../../src/core/chatApi/httpChatClient.ts';
import { newId } from '../../../../src/core/common/newId.ts';
import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { replayTurns } from '../../../../src/core/conversation/replayTurns.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { grandHotel } from '../history/fixtures.ts';

export interface ScriptArguments {
  readonly directory: string;
  readonly target: ChatTarget;
  readonly conversations: number;
  readonly turns: number;
}

/** An answer that was announced. */
export interface Announced {
  readonly id: string;
  readonly turn: number;
}

const { directory, target, conversations, turns } = JSON.parse(process.argv[2] ?? '') as ScriptArguments;
const fail = (error: unknown): never => {
  throw error;
};
const service = createConversationService({
  client: createHttpChatClient({ fetch: globalThis.fetch }),
  record: openSqliteHistory({ directory, now: Date.now, isProcessAlive: () => true, onProblem: fail }),
  now: Date.now,
  newId,
  processId: process.pid,
  recordMessages: () => true,
  onRecordError: fail,
});
const tell = (announced: Announced) => writeSync(1, `${JSON.stringify(announced)}\n`);
service.onDidChangeConversation(({ kind, conversation, turnIndex }) => {
  if (kind === 'finished') tell({ id: conversation.id, turn: turnIndex });
});

await Promise.all(
  Array.from({ length: conversations }, async (_, at) => {
    const events = replayTurns(service, {
      target,
      timeoutSeconds: 10,
      connection: { ...grandHotel, origin: target.origin },
      parameters: {},
      saysMore: true,
      turns: Array.from({ length: turns }, (__, turn) => ({ message: `${at} says ${turn + 1}` })),
    });
    for await (const event of events) if (event.kind === 'stopped') fail(event.why);
  }),
);
