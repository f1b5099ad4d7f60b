import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { aPlace, aReply, type Place } from '../history/fixtures.ts';
import { aWindow, bytesOf, call, createCall } from './aService.ts';

/** `SEQUENCES=1000` for the whole; `SEED=7` for the one that failed. */
const sequences = Number(process.env['SEQUENCES'] ?? 30);
const onlySeed = process.env['SEED'];
const gesturesEach = 24;

describe(`${sequences} random sequences of gestures in two windows on one history`, () => {
  it('lose nothing that was recorded, and write nothing that was not to be recorded', async () => {
    const seeds =
      onlySeed === undefined ? Array.from({ length: sequences }, (_, seed) => seed) : [Number(onlySeed)];
    // oxlint-disable-next-line no-await-in-loop -- each has the disk for itself
    for (const seed of seeds) await play(seed);
  });
});

/** What a conversation has to hold, by what each message said. */
interface Expected {
  readonly recorded: Set<string>;
  readonly whispered: Set<string>;
}

async function play(seed: number): Promise<void> {
  using place = aPlace();
  const random = randomFrom(seed);
  const story: string[] = [];
  const expected: Expected = { recorded: new Set(), whispered: new Set() };
  const answers: (() => void)[] = [];
  const running: Promise<unknown>[] = [];
  const ids: string[] = [];
  let said = 0;
  const windows = [0, 1].map((number) => openWindow(place, number));
  const tell = () => `seed ${seed}: ${story.join(', ')}`;

  function openWindow(at: Place, number: number) {
    const state = { records: random(2) === 0 };
    // A reply is under way until a gesture lets it come.
    const reply = (text: string) =>
      new Promise<ReturnType<typeof aReply>>((resolve) =>
        answers.push(() => resolve(aReply(`reply to ${text}.`))),
      );
    return {
      number,
      state,
      ...aWindow(
        at,
        {
          create: (_, { initialMessage }) => reply(initialMessage ?? ''),
          respond: (_, { message }) => reply(message ?? ''),
        },
        { recordMessages: () => state.records },
      ),
    };
  }

  /** A word of its own, so that it can be looked for among the bytes. */
  function say(records: boolean): string {
    const word = `word-${seed}-${said++}-x`;
    (records ? expected.recorded : expected.whispered).add(word);
    return word;
  }

  const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];

  for (let step = 0; step < gesturesEach; step++) {
    const window = windows[random(2)];
    if (!window) continue;
    const { service, state, history } = window;
    const id = pick(ids);
    const gesture = random(9);
    if ((gesture === 0 && ids.length < 3) || (id === undefined && answers.length === 0)) {
      const initialMessage = say(state.records);
      story.push(`${window.number} creates ${initialMessage}`);
      running.push(
        service
          .create({ ...createCall, parameters: { initialMessage } })
          .then((created) => ids.push(created.id)),
      );
    } else if (id === undefined || gesture === 8) {
      story.push('an answer comes');
      answers.splice(random(answers.length), 1)[0]?.();
    } else if (gesture <= 3) {
      const stands = service.get(id);
      const canSend =
        stands?.state === 'open' &&
        stands.turns.every((turn) => turn.state !== 'pending') &&
        stands.turns.length < 9;
      if (!canSend) continue;
      const message = say(state.records);
      story.push(`${window.number} says ${message}`);
      // Refused before anything was sent: the other window was quicker. What was acknowledged counts.
      const refused = (error: unknown) => {
        if (!(error instanceof HumanError)) throw error;
        expected.recorded.delete(message);
      };
      running.push(service.send({ ...call, id, message }).catch(refused));
    } else if (gesture === 4) {
      story.push(`${window.number} closes`);
      // Deleted at this very moment by the other one.
      running.push(service.close({ ...call, id }).catch(() => undefined));
    } else if (gesture === 5) {
      state.records = !state.records;
      story.push(`${window.number} records ${state.records}`);
    } else if (gesture === 6) {
      story.push(`${window.number} deletes and undoes it`);
      history.delete([id]);
      history.restore([id]);
    } else {
      story.push(`${window.number} looks`);
      service.get(id);
      history.page();
    }
    // oxlint-disable-next-line no-await-in-loop -- some gestures come in the same moment, some do not
    if (random(3) > 0) await new Promise((resolve) => setTimeout(resolve, random(3)));
  }
  let isOver = false;
  const all = Promise.all(running).finally(() => (isOver = true));
  const answerAll = async () => {
    for (const answer of answers.splice(0)) answer();
    await new Promise((resolve) => setImmediate(resolve));
    if (!isOver) await answerAll();
  };
  await Promise.all([all, answerAll()]);

  const bytes = bytesOf(place);
  for (const word of expected.whispered) assert.ok(!bytes.includes(word), `${word} was written. ${tell()}`);
  const stored = ids.map((id) => windows[0]?.history.get(id)).filter((one) => one !== undefined);
  const kept = new Map(stored.flatMap(({ turns }) => turns.map((turn) => [turn.userText, turn] as const)));
  for (const word of expected.recorded) {
    assert.equal(kept.get(word)?.reply, `reply to ${word}.`, `${word} was lost. ${tell()}`);
  }
  for (const { service } of windows) {
    for (const conversation of stored) assertShows(service.get(conversation.id), conversation, tell());
  }
}

/** What is on a screen says the same as the disk, where the disk says something. */
function assertShows(shown: Conversation | undefined, stored: Conversation, story: string): void {
  assert.deepEqual(
    [shown?.state, shown?.turns.map(({ id, state }) => `${id} ${state}`)],
    [stored.state, stored.turns.map(({ id, state }) => `${id} ${state}`)],
    story,
  );
  for (const [index, { userText }] of stored.turns.entries()) {
    if (userText !== undefined) assert.equal(shown?.turns[index]?.userText, userText, story);
  }
}

/** The same numbers for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) % 4_294_967_296;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return below === 0 ? 0 : Math.floor((state / 4_294_967_296) * below);
  };
}
