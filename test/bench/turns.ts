// npm run bench:turns [-- --json]: what saving a turn costs at the end of a long conversation, beside what it costs at
// its beginning, and how near to the ideal many conversations at once come. The record is the history in SQLite.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { ChatClient, ChatTarget } from '../../src/core/chatApi/chatClient.ts';
import { createHttpChatClient } from '../../src/core/chatApi/httpChatClient.ts';
import { newId } from '../../src/core/common/newId.ts';
import type { ConversationRecord } from '../../src/core/conversation/conversationRecord.ts';
import { createConversationService } from '../../src/core/conversation/conversationService.ts';
import { createMemoryRecord } from '../../src/core/conversation/memoryRecord.ts';
import { replayTurns } from '../../src/core/conversation/replayTurns.ts';
import { openSqliteHistory } from '../../src/core/history/sqliteHistory.ts';
import {
  aCloseReply,
  anExchange,
  aReply,
  grandHotel,
  target as anyTarget,
} from '../unit/core/history/fixtures.ts';
import { callAlone, sendByFetch } from './callsAlone.ts';

const longTurns = 1000;
const longRounds = 5;
const atOnce = { conversations: 32, turns: 10, replyMs: 20, rounds: 9 };
/** For the compiler and for the connections. */
const warmUps = 3;
const limits = { ratio: 1.2, ofIdeal: 0.8, longestBlockMs: 20 };

const folder = mkdtempSync(path.join(tmpdir(), 'polyai-turns-'));
const fail = (error: unknown): never => {
  throw error;
};
const history = openSqliteHistory({
  directory: folder,
  now: Date.now,
  isProcessAlive: () => true,
  onProblem: fail,
});

try {
  const long = await measureLong();
  const agent = await startAgent();
  const conversations = await measureConversations(agent.target);
  await agent.stop();
  report(long, conversations);
} finally {
  history.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** Each turn from `send` to its end, with an agent that answers at once. */
async function measureLong() {
  const text = 'We do have a room, on the first floor, with breakfast. '.repeat(20);
  const exchange = anExchange({
    requestBody: JSON.stringify({ message: text }),
    responseBody: JSON.stringify({ text }),
  });
  const answer = async () => aReply(text, { exchange });
  const service = aService(history, { create: answer, respond: answer, close: async () => aCloseReply() });
  const call = { target: anyTarget, timeoutSeconds: 60 };
  // One conversation more, which does not count: code that has run is compiled.
  const rounds: { firstMs: number; lastMs: number; ratio: number }[] = [];
  for (let round = 0; round <= longRounds; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, or each would wait for the others
    const times = await talk(await begin(), longTurns);
    const [firstMs, lastMs] = [median(times.slice(0, 50)), median(times.slice(-50))];
    if (round > 0) rounds.push({ firstMs, lastMs, ratio: lastMs / firstMs });
  }
  // The round in the middle: what else the machine does meets one end of a conversation or the other.
  return rounds.toSorted((a, b) => a.ratio - b.ratio)[(longRounds - 1) / 2] ?? fail(rounds);

  async function begin() {
    return (await service.create({ ...call, connection: grandHotel, parameters: {} })).id;
  }
  async function talk(conversation: string, turns: number) {
    const taken: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const started = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
      await service.send({ ...call, id: conversation, message: `${turn} ${text}` });
      taken.push(performance.now() - started);
    }
    return taken;
  }
}

/** One conversation, from create to its last turn. */
type Converse = () => Promise<void>;

/**
 * With the history, with a record in memory, and with nothing but the same calls by `fetch`: what no program comes nearer
 * to the ideal than. The rounds take turns, so that what else the machine does meets each of them.
 */
async function measureConversations(target: ChatTarget) {
  const kinds = {
    onDisk: converseBy(history, target),
    inMemory: converseBy(createMemoryRecord(), target),
    fetchAlone: () => callAlone(sendByFetch, target, { turns: atOnce.turns, closes: false }),
  };
  const rounds = { onDisk: [] as AtOnce[], inMemory: [] as AtOnce[], fetchAlone: [] as AtOnce[] };
  for (let round = -warmUps; round < atOnce.rounds; round++) {
    for (const kind of ['onDisk', 'inMemory', 'fetchAlone'] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, or each would wait for the others
      const measured = await measureAtOnce(kinds[kind]);
      if (round >= 0) rounds[kind].push(measured);
    }
  }
  return {
    onDisk: middle(rounds.onDisk),
    inMemory: middle(rounds.inMemory),
    fetchAlone: middle(rounds.fetchAlone),
  };
}

/** All side by side. Ideal is an agent whose thinking is all that takes time. */
async function measureAtOnce(converse: Converse) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  await Promise.all(Array.from({ length: atOnce.conversations }, converse));
  const tookMs = performance.now() - started;
  delay.disable();
  return { ofIdeal: (atOnce.turns * atOnce.replyMs) / tookMs, longestBlockMs: delay.max / 1e6 };
}

function middle(rounds: readonly AtOnce[]): AtOnce {
  return {
    ofIdeal: median(rounds.map(({ ofIdeal }) => ofIdeal)),
    longestBlockMs: median(rounds.map(({ longestBlockMs }) => longestBlockMs)),
  };
}

function converseBy(record: ConversationRecord, target: ChatTarget): Converse {
  const service = aService(record, createHttpChatClient({ fetch: globalThis.fetch }));
  const call = { target, timeoutSeconds: 60 };
  const connection = { ...grandHotel, origin: target.origin };
  // As a chat test says its turns.
  const turns = Array.from({ length: atOnce.turns - 1 }, (_, turn) => ({ message: `Message ${turn + 1}` }));
  return async () => {
    const events = replayTurns(service, { ...call, connection, parameters: {}, turns, saysMore: true });
    for await (const event of events) {
      if (event.kind === 'stopped') throw new Error('A turn was not answered');
      if (event.kind === 'finished') await service.whenRecorded(event.conversation.id);
    }
  };
}

function aService(record: ConversationRecord, client: ChatClient) {
  return createConversationService({
    client,
    record,
    now: Date.now,
    newId,
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: fail,
  });
}

async function startAgent() {
  const worker = new Worker(path.join(import.meta.dirname, 'turnsAgent.ts'));
  const [target] = (await once(worker, 'message')) as [ChatTarget];
  return { target, stop: () => worker.terminate() };
}

type Long = Awaited<ReturnType<typeof measureLong>>;
type AtOnce = Awaited<ReturnType<typeof measureAtOnce>>;
type Conversations = Awaited<ReturnType<typeof measureConversations>>;

function report({ firstMs, lastMs, ratio }: Long, { onDisk, inMemory, fetchAlone }: Conversations): void {
  const percent = ({ ofIdeal }: AtOnce) => `${(ofIdeal * 100).toFixed(0)} %`;
  console.table({
    'turns 1 to 50 (median)': { value: `${firstMs.toFixed(2)} ms`, limit: '' },
    [`turns ${longTurns - 49} to ${longTurns} (median)`]: { value: `${lastMs.toFixed(2)} ms`, limit: '' },
    ratio: { value: ratio.toFixed(2), limit: `≤ ${limits.ratio}` },
    [`${atOnce.conversations} conversations at once`]: {
      value: `${percent(onDisk)} of the ideal`,
      limit: `≥ ${limits.ofIdeal * 100} %`,
    },
    'longest stretch of the thread': {
      value: `${onDisk.longestBlockMs.toFixed(1)} ms`,
      limit: `≤ ${limits.longestBlockMs} ms`,
    },
    'the same in memory': { value: `${percent(inMemory)} of the ideal`, limit: '' },
    'the same calls by fetch alone': { value: `${percent(fetchAlone)} of the ideal`, limit: '' },
  });
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ firstMs, lastMs, ratio, atOnce: onDisk, inMemory, fetchAlone }));
  }
  const isWithin =
    ratio <= limits.ratio &&
    onDisk.ofIdeal >= limits.ofIdeal &&
    onDisk.longestBlockMs <= limits.longestBlockMs;
  if (!isWithin) process.exitCode = 1;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
