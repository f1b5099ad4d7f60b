import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { modalAnswers } from '../editorDouble.ts';
import { nothingKnown } from '../../../../src/core/chatTest/checkEvidence.ts';
import { draftOfConversation, offerChecks } from '../../../../src/core/chatTest/draftOfConversation.ts';
import { createVerifier } from '../../../../src/core/chatTest/verifyOnConnection.ts';
import { createBroadcast } from '../../../../src/core/conversation/broadcast.ts';
import { readLeftOpen } from '../../../../src/core/history/openConversations.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { toRowSpeech } from '../../../../src/core/wording/historyRows.ts';
import { toTranscript } from '../../../../src/core/wording/transcript.ts';
import { until } from '../../../support/until.ts';
import { aTalk } from './talkPlace.ts';

type Talk = Awaited<ReturnType<typeof aTalk>>;

/** What a window has told a person of the conversations that it holds. */
interface Told {
  readonly created: Map<string, string>;
  readonly replies: Map<string, string[]>;
}

/**
 * Does what is given in a window, and looks after every step of it at what a window would find that starts after this one
 * was killed there: what is in the files at that moment. Returns how often it looked.
 */
async function killAtEveryStep(talk: Talk, action: () => Promise<unknown>): Promise<number> {
  const told: Told = { created: new Map(), replies: new Map() };
  let looks = 0;
  const problems: unknown[] = [];
  const look = () => {
    looks++;
    // An event swallows what its listeners throw.
    try {
      lookAgain(talk, told);
    } catch (error) {
      problems.push(error);
    }
  };
  const answered = talk.agent.onDidAnswer(look);
  const changed = talk.service.onDidChangeConversation(({ kind, conversation, turnIndex }) => {
    const { id, conversationId } = conversation;
    if (conversationId !== undefined) told.created.set(id, conversationId);
    const { reply } = conversation.turns[turnIndex] ?? {};
    if (kind === 'finished' && reply) told.replies.set(id, [...(told.replies.get(id) ?? []), reply]);
    look();
  });
  try {
    await action();
  } finally {
    answered.dispose();
    changed.dispose();
  }
  if (problems.length > 0) throw problems[0];
  return looks;
}

function lookAgain({ directory, agent }: Talk, told: Told): void {
  const copy = mkdtempSync(path.join(tmpdir(), 'killed-'));
  cpSync(directory, copy, { recursive: true });
  const isProcessAlive = () => false;
  const history = openSqliteHistory({
    directory: copy,
    now: Date.now,
    isProcessAlive,
    onProblem: (problem) => {
      throw problem;
    },
  });
  try {
    const rows = history.page().conversations;
    const byId = new Map(rows.map((row) => [row.id, row]));
    const serverIds = rows.flatMap(({ conversationId }) => conversationId ?? []);
    assert.equal(new Set(serverIds).size, serverIds.length, 'listed twice');
    const leftOpen = new Set(readLeftOpen({ history, isProcessAlive }).map(({ id }) => id));
    for (const [id, conversationId] of told.created) {
      assert.equal(byId.get(id)?.conversationId, conversationId, 'lost');
      // It is closed there before that is told.
      const isClosed = agent.requests.some(
        ({ method, body, path: called }) => method === 'PUT' && `${called} ${body}`.includes(conversationId),
      );
      if (!isClosed) assert.ok(leftOpen.has(id), 'it can be closed');
    }
    const said = new Set<string>();
    for (const row of rows) {
      const speech = toRowSpeech(row, { now: Date.now(), locale: 'en', showsConnection: true });
      assert.doesNotMatch(speech, /waiting/i);
      const conversation = history.get(row.id);
      assert.ok(conversation, 'it opens');
      assert.ok(toTranscript(conversation).length > 0);
      for (const { state, userText } of conversation.turns) {
        assert.notEqual(state, 'pending');
        said.add(`${conversation.conversationId} ${userText}`);
      }
      const replies = conversation.turns.map(({ reply }) => reply);
      for (const reply of told.replies.get(row.id) ?? [])
        assert.ok(replies.includes(reply), 'a reply is lost');
    }
    for (const { path: called, body } of agent.requests) {
      if (!called.endsWith('/chat/respond')) continue;
      const { conversation_id: id, message } = JSON.parse(body) as Record<string, string>;
      assert.ok(said.has(`${id} ${message}`), `${message} was sent and is lost`);
    }
  } finally {
    history.dispose();
    rmSync(copy, { recursive: true });
  }
}

async function aLongConversation(talk: Talk) {
  const { id } = await talk.create();
  for (const text of ['Where can I park?', 'And breakfast?', 'Thank you']) {
    // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
    await talk.commands['polyai.sendMessage'](id, text);
  }
  const conversation = talk.service.get(id);
  assert.ok(conversation);
  return conversation;
}

describe('a window that is killed loses nothing, and says of nothing that it is under way, in the middle of', () => {
  it('a broadcast', async () => {
    await using talk = await aTalk();
    const targets = ['en-GB', 'de-DE', 'fr-FR'].map((ttsLangCode) => ({
      connection: talk.hotel,
      parameters: { ttsLangCode },
    }));
    const looks = await killAtEveryStep(talk, async () => {
      const agents = { ...talk, timeoutSeconds: () => 10 };
      const broadcast = createBroadcast({
        id: 'broadcast-1',
        service: talk.service,
        agents,
        newId: () => crypto.randomUUID(),
        targets,
      });
      broadcast.say({ message: 'Do you have a room?' });
      broadcast.say({ message: 'With a view?' });
      await until('all answers', () => broadcast.columns.every((column) => broadcast.missedBy(column) === 0));
      await until('quiet', () =>
        broadcast.columns.every(({ waitingSinceMs }) => waitingSinceMs === undefined),
      );
      broadcast.dispose();
    });
    assert.ok(looks >= 27, `${looks}`);
  });

  it('a replay and a fork', async () => {
    await using talk = await aTalk();
    const { id } = await aLongConversation(talk);
    const looks = await killAtEveryStep(talk, async () => {
      await talk.commands['polyai.createAgainAndReplay'](id);
      await talk.commands['polyai.forkConversation'](id, 2);
    });
    assert.ok(looks >= 15, `${looks}`);
  });

  it('Verify Until Sure, which holds them as a run of chat tests does', async () => {
    await using talk = await aTalk();
    const conversation = await aLongConversation(talk);
    const { draft } = draftOfConversation(conversation);
    const offers = offerChecks(draftOfConversation(conversation), conversation);
    modalAnswers.length = 0;
    const stop = new AbortController();
    const verifier = createVerifier(conversation, {
      connections: talk.connections,
      service: talk.service,
      resolveTarget: talk.resolveTarget,
      liveGuard: { confirmBatch: async () => true },
      timeoutSeconds: () => 10,
      concurrency: () => 2,
      now: Date.now,
      withProgress: async (_title, work) =>
        work(stop.signal, (text) => {
          if (text.startsWith('Conversation 1')) stop.abort();
        }),
    });
    const looks = await killAtEveryStep(talk, async () =>
      verifier?.verify(
        draft,
        offers,
        offers.map(() => nothingKnown),
      ),
    );
    assert.ok(looks >= 15, `${looks}`);
  });

  it('closing all that is open', async () => {
    await using talk = await aTalk();
    for (let count = 0; count < 4; count++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await talk.create();
    }
    const looks = await killAtEveryStep(talk, async () => talk.closeOpen(talk.listOpen()));
    assert.ok(looks >= 12, `${looks}`);
  });
});
