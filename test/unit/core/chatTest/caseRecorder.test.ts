import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type CaseRecorder, createCaseRecorder } from '../../../../src/core/chatTest/caseRecorder.ts';
import { parseFailureContext, toFailureContext } from '../../../../src/core/chatTest/failureContext.ts';
import { toJudgedCase } from '../../../../src/core/chatTest/keptCase.ts';
import { loadChatTest } from '../../../../src/core/chatTest/loadChatTest.ts';
import type { PlannedCase } from '../../../../src/core/chatTest/runPlan.ts';
import { toShownMessages } from '../../../../src/core/chatTest/shownRun.ts';
import type { CaseResult, CaseStatus } from '../../../../src/core/chatTest/testResult.ts';
import { createRedactor, maskedTexts } from '../../../../src/core/common/redaction.ts';
import { createRetention, graceDays } from '../../../../src/core/history/retention.ts';
import type { History } from '../../../../src/core/history/history.ts';
import { aConversation, aPlace, at, noon, type Place } from '../history/fixtures.ts';
import { longestStretch } from '../../../support/timing.ts';

const source = `test: Breakfast
turns:
  - user: What time is breakfast?
    expect: { contains: flamingo }
`;
const file = 'file:///hotel/breakfast.polyai.yaml';
const secret = 'sk-canary-4711-breakfast';
const dayMs = 86_400_000;
const run = {
  id: 'run-1',
  startedAt: at(0),
  seed: 7,
  commit: { id: 'c0ffee', branch: 'main', dirty: true },
};

async function aPlannedCase(): Promise<PlannedCase> {
  const read = await loadChatTest(
    { file: 'breakfast.polyai.yaml', text: source, readBeside: async () => undefined },
    '2026-11-23',
  );
  const { loaded } = read;
  assert.ok(loaded?.cases[0]);
  return { loaded, testCase: loaded.cases[0], connection: 'Grand Hotel', target: undefined };
}

async function aResult(
  fields: { status?: CaseStatus; reply?: string; conversation?: string } = {},
): Promise<CaseResult> {
  const { status = 'failed', reply = 'At seven, in the garden room.', conversation = 'a' } = fields;
  const planned = await aPlannedCase();
  const start = source.indexOf('contains');
  const failure = {
    start,
    end: start + 'contains'.length,
    check: 'contains',
    expected: '“flamingo”',
    actual: reply,
    sentence: `The reply does not contain “flamingo”: ${reply}`,
  };
  return {
    planned,
    status,
    quarantined: false,
    conversations: [
      {
        id: conversation,
        conversationId: 'CONV-1',
        status: status === 'passed' ? 'passed' : 'failed',
        durationMs: 12.3,
        isLeftOpen: false,
        turns: [
          {
            status: status === 'passed' ? 'passed' : 'failed',
            user: 'What time is breakfast?',
            reply,
            latencyMs: 12,
            failures: status === 'passed' ? [] : [failure],
          },
        ],
      },
    ],
  };
}

interface RecorderState {
  records: boolean;
  isSure: boolean;
  now: number;
}

function aRecorder(
  history: History,
  state: Partial<RecorderState> = {},
): CaseRecorder & { state: RecorderState } {
  const all: RecorderState = { records: true, isSure: true, now: noon, ...state };
  const redact = createRedactor([secret]);
  const recorder = createCaseRecorder({
    results: history.testResults,
    mask: async (value) => ({ value: maskedTexts(value, redact), isSure: all.isSure }),
    recordMessages: () => all.records,
    newId: randomUUID,
    now: () => all.now,
  });
  return Object.assign(recorder, { state: all });
}

const place = { file, item: 'breakfast.polyai.yaml#Breakfast\n' };

async function keep(recorder: CaseRecorder, result: CaseResult): Promise<string> {
  const one = recorder.begin(run);
  one.started(result.planned);
  const id = one.finished(result, place);
  await one.drain();
  assert.ok(id);
  return id;
}

/** Everything that was written, as it lies on the disk. */
function onDisk({ directory }: Place): string {
  return readdirSync(directory)
    .map((name) => readFileSync(path.join(directory, name), 'latin1'))
    .join('\n');
}

describe('the result of a chat test', () => {
  it('says after a reload why it was red, and what the agent was then', async () => {
    using folder = aPlace();
    const result = await aResult();
    const id = await keep(aRecorder(folder.open()), result);

    const kept = aRecorder(folder.open()).latest(place.file, place.item);
    assert.ok(kept);
    assert.equal(kept.id, id);
    assert.deepEqual(kept.run, run);
    assert.equal(kept.connection, 'Grand Hotel');
    assert.deepEqual(kept.conversations, ['a']);
    const { lines } = result.planned.loaded;
    assert.deepEqual(toShownMessages(toJudgedCase(kept.kept, lines)), toShownMessages(result));
  });

  it('of a test that is no longer as long points into the file as it is now', async () => {
    using folder = aPlace();
    await keep(aRecorder(folder.open()), await aResult());
    const kept = aRecorder(folder.open()).latest(place.file, place.item);
    const short = await loadChatTest(
      { file: 'x.polyai.yaml', text: 'test: x', readBeside: async () => undefined },
      '2026-11-23',
    );
    assert.ok(kept);
    const [message] = toShownMessages(toJudgedCase(kept.kept, short.lines));
    assert.ok(message?.range);
    assert.equal(short.lines.positionAt(message.range.start).line, 1);
  });

  it('with recording off holds nothing of what was said, on disk', async () => {
    using folder = aPlace();
    const recorder = aRecorder(folder.open(), { records: false });
    const id = await keep(recorder, await aResult());
    const written = onDisk(folder);
    assert.match(written, /test_results/);
    assert.doesNotMatch(written, /garden room|flamingo|What time/);
    // In this window it is known all the same.
    assert.match(
      recorder.get(id)?.kept.conversations[0]?.turns[0]?.failures[0]?.sentence ?? '',
      /garden room/,
    );
    const [message] = toShownMessages(
      toJudgedCase(
        aRecorder(folder.open()).get(id)?.kept ?? assert.fail(),
        (await aPlannedCase()).loaded.lines,
      ),
    );
    assert.equal(message?.sentence, 'contains did not hold. What was said is not recorded, by your setting.');
  });

  it('that began while recording was off holds nothing of what was said, though it is on when it ends', async () => {
    using folder = aPlace();
    const recorder = aRecorder(folder.open(), { records: false });
    const result = await aResult();
    const one = recorder.begin(run);
    one.started(result.planned);
    recorder.state.records = true;
    one.finished(result, place);
    await one.drain();
    assert.doesNotMatch(onDisk(folder), /garden room|flamingo/);
  });

  it('holds no secret of any connection, and no text while the secret storage does not answer', async () => {
    using folder = aPlace();
    const reply = `The key is ${secret}.`;
    const recorder = aRecorder(folder.open());
    const id = await keep(recorder, await aResult({ reply }));
    assert.doesNotMatch(onDisk(folder), /canary/);
    assert.match(
      aRecorder(folder.open()).get(id)?.kept.conversations[0]?.turns[0]?.failures[0]?.actual ?? '',
      /••••/,
    );
    recorder.state.isSure = false;
    await keep(recorder, await aResult({ reply: `The word is xylophone, the key ${secret}.` }));
    assert.doesNotMatch(onDisk(folder), /canary|xylophone/);
  });

  it('of a case that was not run is not kept: the last one that was stays', async () => {
    using folder = aPlace();
    const recorder = aRecorder(folder.open());
    const id = await keep(recorder, await aResult());
    const one = recorder.begin(run);
    assert.equal(
      one.finished({ ...(await aResult()), status: 'skipped', conversations: [] }, place),
      undefined,
    );
    await one.drain();
    assert.equal(recorder.latest(place.file, place.item)?.id, id);
  });

  it('leads to the last pass of the same case on the same connection', async () => {
    using folder = aPlace();
    const recorder = aRecorder(folder.open());
    const passed = await keep(recorder, await aResult({ status: 'passed', conversation: 'p' }));
    recorder.state.now += 1000;
    await keep(recorder, await aResult());
    recorder.state.now += 1000;
    const failed = await keep(recorder, await aResult());
    const recorded = recorder.get(failed);
    assert.ok(recorded);
    assert.equal(recorder.lastPass(recorded)?.id, passed);
    assert.deepEqual(recorder.lastPass(recorded)?.conversations, ['p']);
    assert.equal(recorder.lastPass({ ...recorded, connection: 'Another' }), undefined);
    assert.equal(recorder.lastPass({ ...recorded, at: at(-1) }), undefined);
  });

  it('goes with a conversation of it that is deleted for good', async () => {
    using folder = aPlace();
    const history = folder.open();
    const recorder = aRecorder(history);
    history.save(aConversation({ id: 'a', state: 'closed' }));
    await keep(recorder, await aResult());
    history.delete(['a']);
    assert.ok(recorder.latest(place.file, place.item), 'it can be undone');
    await history.purge();
    assert.equal(recorder.latest(place.file, place.item), undefined);
  });

  it('is kept for as long as conversations are: hidden, shown again, removed a week later', async () => {
    using folder = aPlace();
    let now = noon;
    let days = 30;
    const history = folder.open({ now: () => now });
    const recorder = aRecorder(history, { now: noon - 40 * dayMs });
    const then = at(-40 * dayMs);
    history.save(aConversation({ id: 'a', state: 'closed', createdAt: then, updatedAt: then }));
    await keep(recorder, await aResult());
    const latest = () => recorder.latest(place.file, place.item);
    const retention = createRetention({
      history,
      now: () => now,
      settings: () => ({ days, count: 0, testDays: null }),
      confirmPurge: async () => true,
    });
    await retention.tidy();
    assert.equal(latest(), undefined);
    days = 0;
    await retention.apply();
    assert.ok(latest());
    days = 30;
    await retention.tidy();
    now += (graceDays + 1) * dayMs;
    await retention.tidy();
    days = 0;
    await retention.apply();
    assert.equal(latest(), undefined);
  });

  it('is written with others, 2,000 of 3 kB without holding the thread for 20 ms', async () => {
    using folder = aPlace();
    const recorder = aRecorder(folder.open());
    const result = await aResult({ reply: 'All the rooms look out on the garden. '.repeat(20) });
    // A window has written conversations before its first result.
    await keep(recorder, result);
    const one = recorder.begin(run);
    const { slow, longestMs } = await longestStretch(async () => {
      for (let index = 0; index < 2000; index++) {
        one.finished(result, { file, item: `item ${index}` });
        // oxlint-disable-next-line no-await-in-loop -- results come one after the other
        if (index % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await one.drain();
    });
    assert.ok(recorder.latest(file, 'item 1999'));
    assert.ok(slow <= 1, `${slow}, the longest ${longestMs} ms`);
  });
});

it('what a message is about survives the editor, and nothing else is taken for it', () => {
  const context = { result: randomUUID(), canAccept: true, run: 0, turn: 2, failure: undefined };
  assert.deepEqual(parseFailureContext(toFailureContext(context)), context);
  for (const text of [
    undefined,
    '',
    'polyai.failure',
    'polyai.failure ../x 0 0 0',
    'x polyai.failure a 0 0 0',
  ]) {
    assert.equal(parseFailureContext(text), undefined);
  }
});
