import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatClient } from '../../../../src/core/chatApi/chatClient.ts';
import {
  draftWithOffers,
  holdsSoFar,
  nothingKnown,
  type Offer,
  withOffers,
} from '../../../../src/core/chatTest/checkEvidence.ts';
import {
  type DraftOfConversation,
  draftOfConversation,
  offerChecks,
} from '../../../../src/core/chatTest/draftOfConversation.ts';
import type { JudgedReply } from '../../../../src/core/chatTest/judgedReply.ts';
import { loadChatTest } from '../../../../src/core/chatTest/loadChatTest.ts';
import { planCases } from '../../../../src/core/chatTest/planCases.ts';
import { weighRecorded } from '../../../../src/core/chatTest/recordedEvidence.ts';
import { runChatTests } from '../../../../src/core/chatTest/runChatTests.ts';
import { type LoadedTest, type RunTarget, seededRandom } from '../../../../src/core/chatTest/runPlan.ts';
import type { ConversationResult } from '../../../../src/core/chatTest/testResult.ts';
import { verifyChecks } from '../../../../src/core/chatTest/verifyChecks.ts';
import { writeChatTest } from '../../../../src/core/chatTest/writeChatTest.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { createConversationService } from '../../../../src/core/conversation/conversationService.ts';
import { createMemoryRecord } from '../../../../src/core/conversation/memoryRecord.ts';
import { grandHotel, noon, target } from '../history/fixtures.ts';
import { createNoisyAgent, type Defect, invariants, said } from './noisyAgent.ts';

/** How often the whole is played, each time with another agent's luck. */
const rounds = Number(process.env['MINED_ROUNDS'] ?? 4);
const noise = 0.1;
const freshRuns = 200;

const runTarget: RunTarget = { name: 'noisy', connection: grandHotel, resolve: async () => target };

function aService(client: ChatClient) {
  return createConversationService({
    client,
    record: createMemoryRecord(),
    now: () => noon,
    newId: () => crypto.randomUUID(),
    processId: process.pid,
    recordMessages: () => true,
    onRecordError: (error) => assert.fail(String(error)),
  });
}

const runOptions = (client: ChatClient) => ({
  service: aService(client),
  env: () => undefined,
  newUuid: () => 'uuid',
  now: () => noon,
  wait: () => Promise.resolve(),
  timeoutSeconds: 10,
  concurrency: 2,
  signal: new AbortController().signal,
});

/** What a person does in the panel: says one thing after the other. */
async function hold(client: ChatClient): Promise<Conversation> {
  const service = aService(client);
  const call = { target, timeoutSeconds: 10 };
  let conversation = await service.create({ ...call, connection: grandHotel, parameters: {} });
  for (const message of said) {
    // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
    conversation = await service.send({ ...call, id: conversation.id, message });
  }
  return conversation;
}

async function load(draft: DraftOfConversation['draft']): Promise<LoadedTest> {
  const text = writeChatTest(draft);
  const { loaded, problems } = await loadChatTest(
    { file: 'tests/mined.polyai.yaml', text, readBeside: async () => undefined },
    '2026-01-01',
  );
  assert.deepEqual(problems, [], text);
  assert.ok(loaded);
  return loaded;
}

async function runOften(client: ChatClient, loaded: LoadedTest, runs: number, goesOnAfterFailure: boolean) {
  const results: ConversationResult[] = [];
  const cases = planCases([loaded], { chosen: [], fallback: 'noisy', target: () => runTarget });
  const events = runChatTests({ ...runOptions(client), cases, repeat: runs, goesOnAfterFailure });
  for await (const event of events) if (event.kind === 'conversation') results.push(event.result);
  return results;
}

interface Mined {
  readonly offered: readonly Offer[];
  readonly kept: readonly Offer[];
  readonly draft: DraftOfConversation['draft'];
  readonly runs: number;
}

/** Saves a conversation with the noisy agent: mines, looks at what was recorded, verifies until sure. */
async function mine(seed: number, recorded: number): Promise<Mined> {
  const client = createNoisyAgent(seededRandom(seed), noise);
  const conversation = await hold(client);
  const made = draftOfConversation(conversation);
  const earlier: (readonly JudgedReply[])[] = [];
  for (let index = 0; index < recorded; index++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    earlier.push(draftOfConversation(await hold(client)).replies);
  }
  const { offers, standings: recordedStandings } = await weighRecorded(
    offerChecks(made, conversation),
    made.replies,
    (turn) => earlier.flatMap((replies) => replies[turn] ?? []),
  );
  let standings = recordedStandings;
  let runs = 0;
  const progress = verifyChecks({
    ...runOptions(client),
    loaded: await load(draftWithOffers(made.draft, offers)),
    offers,
    standings,
    target: runTarget,
  });
  for await (const after of progress) ({ standings, runs } = after);
  const kept = offers.filter(
    (offer, place) => offer.isLikely && holdsSoFar(standings[place] ?? nothingKnown),
  );
  return { offered: offers, kept, draft: made.draft, runs };
}

/** Of the kept checks, how many fail at least once in fresh runs. */
async function countBroken({ draft, kept }: Mined, seed: number): Promise<number> {
  const client = createNoisyAgent(seededRandom(seed), noise);
  const loaded = await load(draftWithOffers(draft, kept));
  const judged = { ...loaded, test: withOffers(loaded.test, kept) };
  const broken = new Set<number>();
  for (const { turns } of await runOften(client, judged, freshRuns, true)) {
    for (const { failures } of turns) for (const { start } of failures) broken.add(start);
  }
  return broken.size;
}

async function isCaught({ draft, kept }: Mined, defect: Defect, seed: number): Promise<boolean> {
  const client = createNoisyAgent(seededRandom(seed), noise, defect);
  const [run] = await runOften(client, await load(draftWithOffers(draft, kept)), 1, false);
  return run?.status === 'failed';
}

describe('checks mined from a conversation with an agent that words one of ten things otherwise', () => {
  for (const [recorded, most] of [
    [0, 0.05],
    [60, 0.01],
  ] as const) {
    const evidence = recorded === 0 ? 'nothing recorded' : `${recorded} recorded replies`;
    it(`are kept when they hold: with ${evidence}, at most ${most * 100} % of them ever fail in ${freshRuns} fresh runs`, async (t) => {
      let kept = 0;
      let broken = 0;
      let offered = 0;
      let runs = 0;
      for (let seed = 1; seed <= rounds; seed++) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const mined = await mine(seed, recorded);
        kept += mined.kept.length;
        offered += mined.offered.length;
        runs += mined.runs;
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        broken += await countBroken(mined, seed + 1000);
      }
      t.diagnostic(
        `${offered / rounds} offered, ${kept / rounds} kept after ${runs / rounds} conversations, ${broken} of ${kept} failed`,
      );
      assert.ok(kept / rounds >= invariants.length, `${kept / rounds} kept`);
      assert.ok(broken <= kept * most, `${broken} of ${kept} failed`);
    });
  }

  it(`catch at least 18 of ${invariants.length} defects, and pass without one`, async (t) => {
    for (let seed = 1; seed <= rounds; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const mined = await mine(seed, 0);
      const missed: string[] = [];
      for (const [index, [name, defect]] of invariants.entries()) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        if (!(await isCaught(mined, defect, 2000 + index))) missed.push(name);
      }
      t.diagnostic(`missed: ${missed.join(', ') || 'none'}`);
      assert.ok(missed.length <= 2, missed.join(', '));
      const healthy = createNoisyAgent(seededRandom(3000), noise);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const [run] = await runOften(healthy, await load(draftWithOffers(mined.draft, mined.kept)), 1, false);
      assert.equal(run?.status, 'passed');
    }
  });
});
