import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import { Emitter } from '../../../../src/core/common/event.ts';
import { createBroadcast } from '../../../../src/core/conversation/broadcast.ts';
import {
  countTargets,
  targetProblem,
  toTargets,
} from '../../../../src/core/conversation/broadcastTargets.ts';
import { normalisable } from '../../../../src/core/conversation/normaliseText.ts';
import { explainTurnError } from '../../../../src/core/conversation/turnText.ts';
import {
  type BroadcastPanelDeps,
  createBroadcastSession,
} from '../../../../src/panels/broadcast/broadcastSession.ts';
import { createComposerDrafts } from '../../../../src/panels/conversation/composerDrafts.ts';
import { toNames } from '../../../../src/panels/broadcast/broadcastView.ts';
import type {
  BroadcastHead,
  FromBroadcast,
  RowView,
  ToBroadcast,
} from '../../../../src/protocol/broadcast.ts';
import { emptyComposerDraft } from '../../../../src/protocol/conversation.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { until } from '../../../support/until.ts';
import { agentsAt, anHttpService } from '../../core/conversation/aService.ts';

let agent: StandInAgent;
before(async () => {
  const { script } = await parseStandInScript(`
greeting: Good evening
greetings:
  - when: { variant: night }
    reply: We are closed
    end: true
rules:
  - when: { contains: room }
    reply: "Booked as BK-20881 for {variant|nobody}"
fallback: I see
`);
  agent = await startStandInAgent({ script });
  agent.unref();
});
after(() => (agent as StandInAgent | undefined)?.close());

const hotel: Connection = {
  id: 'c-1',
  name: 'Grand Hotel',
  region: 'uk-1',
  accountId: 'acme-uk',
  projectId: 'grand-hotel',
  environment: 'sandbox',
};

const noDrafts: BroadcastPanelDeps['drafts'] = { read: () => undefined, write: async () => undefined };

/** A grid and the webview that shows it, each message as it crosses. */
async function aGrid(variants: string, { live = false, agrees = true, drafts = noDrafts } = {}) {
  const connection: Connection = live ? { ...hotel, environment: 'live' } : hotel;
  let today = connection;
  const connections = new Emitter<void>();
  const service = anHttpService();
  const broadcast = createBroadcast({
    id: 'b-1',
    service,
    agents: { ...agentsAt(() => agent, connection), connectionOf: () => today },
    newId: () => crypto.randomUUID(),
    targets: toTargets([connection], { variants, languages: '', channels: '' }),
  });
  let listener: (message: unknown) => void = () => undefined;
  let head: BroadcastHead | undefined;
  const rows: RowView[] = [];
  const told: string[] = [];
  const opened: string[] = [];
  const questions: string[] = [];
  const take = (message: ToBroadcast) => {
    told.push(message.type);
    if (message.type !== 'state' && message.type !== 'rows') return;
    const from = message.type === 'state' ? message.state : message;
    ({ head } = from);
    for (const row of from.rows) rows[row.index] = row;
    rows.length = head.rowCount;
  };
  const session = createBroadcastSession(
    broadcast,
    { post: take, onMessage: (listen) => void (listener = listen) },
    {
      service,
      history: { onDidChange: () => ({ dispose: () => undefined }) },
      onDidChangeConnections: connections.event,
      drafts,
      confirmLive: async ({ name }) => {
        questions.push(name);
        return agrees;
      },
      ignored: normalisable,
      explain: (error, conversation, kind) => explainTurnError(error, kind, conversation.connection),
      openConversation: (id) => void opened.push(id),
      closeAll: async () => undefined,
      saveAsChatTest: async () => undefined,
      keepsDrafts: () => true,
      noteTyping: () => undefined,
      language: 'en',
      showError: (error) => assert.fail(String(error)),
    },
  );
  const post = (message: FromBroadcast) => listener(message);
  const summary = (wanted: string) =>
    until(`"${wanted}"`, () => {
      if (head?.summary === wanted && head.waitingMs === undefined) return true;
      throw new Error(`It says "${head?.summary}".`);
    });
  post({ type: 'ready' });
  return {
    post,
    say: (text: string) => post({ type: 'send', draft: { ...emptyComposerDraft, text } }),
    summary,
    told,
    opened,
    questions,
    broadcast,
    forget: () => session.forget(),
    callLive: () => {
      today = { ...connection, environment: 'live' };
      connections.fire();
    },
    cells: (row: number) =>
      rows[row]?.cells.map((cell) =>
        [cell?.mark, cell?.agent?.text ?? cell?.state ?? 'over'].join(' ').trim(),
      ),
    get head() {
      assert.ok(head);
      return head;
    },
    [Symbol.dispose]: () => {
      session.dispose();
      broadcast.dispose();
    },
  };
}

describe('the grid of a broadcast', () => {
  it('leaves nothing on disk of what was typed when its tab is closed', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'broadcast-'));
    const file = path.join(directory, 'broadcast.json');
    const drafts = createComposerDrafts({ path: file, keepsDrafts: () => true });
    using grid = await aGrid('', { drafts });
    await grid.summary('1 of 1 answered');
    const type = (text: string) => {
      const draft = { ...emptyComposerDraft, text };
      grid.post({ type: 'draftChanged', edited: { draft, afterTurns: 0, editedAtMs: Date.now() } });
    };
    const isKept = async () => (await readFile(file, 'utf8').catch(() => '')).includes('sauna');
    type('Is the sauna');
    await until('what was typed', isKept);
    type('Is the sauna open?');
    grid.forget();
    await until('nothing of it', async () => !(await isKept()));
    assert.equal(drafts.read('b-1')?.draft.text ?? '', '');
    drafts.dispose();
    await rm(directory, { recursive: true });
  });

  it('says which cells differ, freezes what has ended, and tells in one sentence how a message went', async () => {
    using grid = await aGrid('-, seaside, night, fault:server-error');
    await grid.summary('3 of 4 answered, 1 differs, 1 failed');
    assert.deepEqual(grid.cells(0), [
      'reference Good evening',
      'same Good evening',
      'differs We are closed',
      'failed',
    ]);
    grid.say('A room');
    await grid.summary('2 of 3 answered, 1 differs');
    assert.deepEqual(grid.cells(1), [
      'reference Booked as BK-20881 for nobody',
      'differs Booked as BK-20881 for seaside',
      'over',
      'unsaid',
    ]);
    assert.ok(grid.told.includes('sent'));
    grid.post({ type: 'compareWith', key: 1 });
    await until('the other reference', () => grid.cells(1)?.[1]?.startsWith('reference'));
  });

  it('has one continue alone, and the others go on', async () => {
    using grid = await aGrid('-, seaside');
    await grid.summary('2 of 2 answered');
    const [first] = grid.head.ids;
    grid.post({ type: 'continueAlone', key: 0 });
    await until('one column', () => grid.head.columns.length === 1);
    assert.deepEqual(grid.opened, [first]);
    grid.say('A room');
    await until('the reply', () => grid.cells(1)?.[0]?.startsWith('Booked'));
    assert.deepEqual(grid.cells(1), ['Booked as BK-20881 for seaside']);
  });

  it('says that one can still be created again when all the others are over', async () => {
    using grid = await aGrid('night, fault:server-error');
    await grid.summary('1 of 2 answered, 1 failed');
    assert.match(grid.head.lock ?? '', /is over or waits for you/);
    grid.post({ type: 'takeOut', key: 1 });
    await until('all of them to be over', () => grid.head.lock === 'Every conversation here is over.');
  });

  it('asks about a live agent before a message, and keeps what was typed when it is declined', async () => {
    using grid = await aGrid('-', { live: true, agrees: false });
    await grid.summary('1 of 1 answered');
    grid.say('A room');
    await until('the message to be refused', () => grid.told.includes('notSent'));
    assert.deepEqual(grid.questions, ['Grand Hotel']);
    assert.equal(grid.broadcast.messages.length, 0);
  });

  it('says LIVE and asks also when the connection was called live after the grid was begun', async () => {
    using grid = await aGrid('-, fault:server-error', { agrees: false });
    await grid.summary('1 of 2 answered, 1 failed');
    assert.ok(grid.head.columns.every(({ isLive }) => !isLive));
    grid.callLive();
    await until('LIVE over each column', () => grid.head.columns.every(({ isLive }) => isLive));
    grid.say('A room');
    await until('the message to be refused', () => grid.told.includes('notSent'));
    grid.post({ type: 'sayAgain', key: 1 });
    await until('the second question', () => grid.questions.length === 2);
    assert.deepEqual(
      grid.broadcast.columns.map(({ waitingSinceMs }) => waitingSinceMs),
      [undefined, undefined],
    );
    assert.equal(grid.broadcast.messages.length, 0);
  });

  it('takes no message that is not of its protocol', async () => {
    using grid = await aGrid('-');
    await grid.summary('1 of 1 answered');
    grid.post({ type: 'takeOut', key: 0, more: true } as unknown as FromBroadcast);
    grid.post({ type: 'takeOut', key: 'x' } as unknown as FromBroadcast);
    assert.equal(grid.broadcast.columns.length, 1);
  });
});

describe('the targets of a broadcast', () => {
  it('are each connection with each variant in each language on each channel', () => {
    const lists = { variants: 'a, b, a', languages: 'en-GB; de-DE', channels: '-' };
    assert.equal(countTargets(2, lists), 8);
    const targets = toTargets([hotel], lists, { integrationAttributes: undefined });
    assert.equal(targets.length, 4);
    assert.deepEqual(targets[1]?.parameters, {
      integrationAttributes: undefined,
      variantId: 'a',
      channel: undefined,
      asrLangCode: 'de-DE',
      ttsLangCode: 'de-DE',
    });
  });

  it('are at least one and at most 32', () => {
    assert.match(String(targetProblem(0)), /at least one/);
    assert.equal(targetProblem(32), undefined);
    assert.match(String(targetProblem(33)), /33 conversations, and 32/);
  });

  it('are called by what tells them apart, and what is the same is said once', () => {
    const live: Connection = { ...hotel, id: 'c-2', environment: 'live' };
    const targets = toTargets([hotel, live], { variants: 'a, -', languages: 'en-GB', channels: 'sms' });
    assert.deepEqual(toNames(targets), {
      names: ['sandbox · a', 'sandbox · default variant', 'LIVE · a', 'LIVE · default variant'],
      common: 'Grand Hotel · uk-1 · en-GB · sms',
    });
  });

  it('is called by what may be shown of its parameters', () => {
    const targets = ['key-000001', 'b'].map((variantId) => ({
      connection: hotel,
      parameters: { variantId },
      shown: { variantId: variantId.replace('key-000001', '••••') },
    }));
    assert.deepEqual(toNames(targets).names, ['••••', 'b']);
  });
});
