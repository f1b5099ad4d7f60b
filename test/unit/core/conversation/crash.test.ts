import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import type { Conversation } from '../../../../src/core/conversation/conversation.ts';
import { readLeftOpen } from '../../../../src/core/history/openConversations.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import type { StandInScript } from '../../../../src/standInAgent/standInScript.ts';
import { startStandInAgent, type StandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { createComposerDrafts, toRestoredDraft } from '../../../../src/panels/conversation/composerDrafts.ts';
import type { Step, WindowArguments } from './crashingWindow.ts';

/** `CRASH_POINTS=200` for the whole; fewer keep the unit tests quick. */
const crashPoints = Number(process.env['CRASH_POINTS'] ?? 60);
const atOnce = 4;

/** From a keystroke to the reply: after which step the window is killed, and how soon. */
const moments = ['create', 'creating', 'created', 'kept', 'respond', 'sending', 'replied', 'any'] as const;

type Moment = (typeof moments)[number];

const script: StandInScript = {
  greeting: 'Good evening.',
  greetings: [{ when: {}, reply: 'Good evening.', delayMs: 4 }],
  rules: [{ when: {}, reply: 'I heard “{message}”.', delayMs: 6 }],
  fallback: '',
  silence: '',
  initialMessage: 'answer',
  idleTimeoutSeconds: 600,
  faultWords: false,
};
const messages = Array.from({ length: 40 }, (_, at) => `${at + 1}. A quiet room?`);

/** What is known of a window that was killed. */
interface Window {
  readonly moment: Moment;
  readonly directory: string;
  readonly processId: number;
  readonly steps: readonly Step[];
  /** The messages that reached the agent. */
  readonly received: readonly string[];
}

/** And what the next window finds. */
type Killed = Window & ReturnType<typeof lookAgain>;

// A machine that is busy with other things needs minutes for what takes it seconds.
const patience = { timeout: Math.max(300_000, crashPoints * 5_000) };

describe(`a window killed at ${crashPoints} random points between typing and reply`, patience, () => {
  let folder: string;
  let program: string;
  let agent: StandInAgent;
  let killed: readonly Killed[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'polyai-crash-'));
    program = path.join(folder, 'crashingWindow.mjs');
    agent = await startStandInAgent({ script, recordRequests: true });
    // One file starts in a fraction of the time of many.
    await build({
      entryPoints: [path.join(import.meta.dirname, 'crashingWindow.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      // A bundled CommonJS package asks for `fs` in its own way.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      outfile: program,
      logLevel: 'warning',
    });
    const found: Killed[] = [];
    let begun = 0;
    const killOneAfterTheOther = async () => {
      while (begun < crashPoints) {
        const number = begun++;
        // oxlint-disable-next-line no-await-in-loop -- a few at a time
        found.push(await killOne(number, moments[number % moments.length] ?? 'any'));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, killOneAfterTheOther));
    killed = found;
  }, patience);
  after(async () => {
    await agent.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('dies at every step of the way', () => {
    const waiting = killed.filter(({ steps }) => isWaiting(steps)).length;
    const typing = killed.filter(({ steps }) => steps.at(-1)?.kind === 'kept').length;
    const creating = killed.filter(({ steps }) => !created(steps)).length;
    assert.equal(killed.length, crashPoints);
    for (const count of [waiting, typing, creating]) assert.ok(count >= 3, `${count}`);
  });

  it('has what the person typed, in the composer or as a turn, and never in both', () => {
    for (const one of killed) {
      const { steps, texts, story } = one;
      const kept = steps.findLast((step) => step.kind === 'kept')?.text ?? '';
      if (kept === '') continue;
      assert.equal(texts.filter((text) => text.startsWith(kept)).length, 1, story);
    }
  });

  it('has every message that reached the agent, once, and every reply that was shown', () => {
    for (const one of killed) {
      const { conversation, received, steps, story } = one;
      const said = conversation?.turns.slice(1).map(({ userText }) => userText) ?? [];
      // A turn that was saved may not have been sent any more; one that was sent was saved.
      assert.deepEqual(said.slice(0, received.length), received, story);
      assert.ok(said.length - received.length <= 1, story);
      for (const step of steps) {
        if (step.kind === 'kept') continue;
        const turn = conversation?.turns[step.turn];
        assert.ok(turn, story);
        if (step.kind === 'finished') assert.equal(turn.state, 'answered', story);
      }
    }
  });

  it('says of each turn what is known: answered with its reply, or unknown', () => {
    for (const { conversation, story } of killed) {
      for (const { index, state, userText, reply, owner } of conversation?.turns ?? []) {
        assert.equal(owner, undefined, story);
        if (state === 'unknown') assert.equal(reply, undefined, story);
        else {
          assert.equal(state, 'answered', story);
          assert.equal(reply, index === 0 ? 'Good evening.' : `I heard “${userText}”.`, story);
        }
      }
      const first = conversation?.turns[0];
      if (first) assert.equal(conversation.state, first.state === 'answered' ? 'open' : 'unknown', story);
    }
  });

  it('lists in the ledger, as left open, every id that had been received', () => {
    for (const { leftOpen, steps, story } of killed) {
      const id = created(steps);
      if (id !== undefined) assert.deepEqual(leftOpen, [id], story);
      // The answer may have been saved a moment before the window could say so; then it is listed as well.
      else assert.ok(leftOpen.length <= 1, story);
    }
  });

  it('goes on in the next window, although the last one may have died with a lock in its hands', async () => {
    await Promise.all(
      killed.map(async ({ directory }) => {
        const drafts = createComposerDrafts({
          path: path.join(directory, 'composer.json'),
          keepsDrafts: () => true,
        });
        const draft = { text: 'Once more', integrationAttributes: '', metadata: '', asrLangCode: '' };
        await drafts.write('one', {
          draft: { ...draft, ttsLangCode: '' },
          editedAtMs: Date.now(),
          afterTurns: 0,
        });
        drafts.dispose();
        assert.deepEqual(
          readdirSync(directory).filter((name) => name.endsWith('.tmp')),
          [],
        );
      }),
    );
  });

  async function killOne(number: number, moment: Moment): Promise<Killed> {
    const projectId = `window-${number}`;
    const directory = path.join(folder, projectId);
    await mkdir(directory);
    const { origin, accountId, apiKey, token } = agent;
    const target = { origin, accountId, projectId, apiKey, token };
    const argument: WindowArguments = { directory, target, messages };
    const window = spawn(process.execPath, ['--no-warnings', program, JSON.stringify(argument)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const gone = once(window, 'exit');
    const steps: Step[] = [];
    let errors = '';
    let told = '';
    const isNow = watchFor(moment);
    const reached = new Promise<void>((resolve) => {
      // What the agent sees of it: the request has arrived, the answer is out.
      const answered = agent.onDidAnswer(({ path: called, operation }) => {
        if (called.includes(`/${projectId}/`) && isNow(`answered ${operation}`)) resolve();
      });
      window.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        told += chunk;
        const lines = told.split('\n');
        told = lines.pop() ?? '';
        for (const line of lines) {
          const step = JSON.parse(line) as Step;
          steps.push(step);
          if (isNow(step.kind === 'kept' ? 'kept' : `${step.kind} ${step.turn === 0 ? 'create' : 'respond'}`))
            resolve();
        }
      });
      void gone.then(() => answered.dispose());
    });
    window.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
    await Promise.race([reached, gone]);
    await delay(Math.random() * (moment === 'any' ? 100 : 4));
    window.kill('SIGKILL');
    const [code, signal] = (await gone) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL', `The window ended by itself (${code}). ${errors}`);
    const received = agent.requests
      .filter((request) => request.path.endsWith(`/${projectId}/chat/respond`))
      .map(({ body }) => (JSON.parse(body) as { message: string }).message);
    const found = { moment, directory, processId: window.pid ?? 0, steps, received };
    return { ...found, ...lookAgain(found) };
  }
});

/** True at the wanted moment, and for the rest of it only now and then, so that it is not always the first. */
function watchFor(moment: Moment): (event: string) => boolean {
  const wanted: Readonly<Record<Moment, string>> = {
    create: 'started create',
    creating: 'answered create',
    created: 'finished create',
    kept: 'kept',
    respond: 'started respond',
    sending: 'answered respond',
    replied: 'finished respond',
    any: 'finished create',
  };
  const isOnce = wanted[moment].endsWith('create');
  let left = isOnce ? 0 : Math.floor(Math.random() * (moment === 'kept' ? 20 : 3));
  return (event) => event === wanted[moment] && left-- <= 0;
}

/** What the next window finds. */
function lookAgain(window: Window) {
  const problems: unknown[] = [];
  const history = openSqliteHistory({
    directory: window.directory,
    now: Date.now,
    isProcessAlive,
    onProblem: (problem) => problems.push(problem),
  });
  const drafts = createComposerDrafts({
    path: path.join(window.directory, 'composer.json'),
    keepsDrafts: () => true,
    onNotice: (problem) => problems.push(problem),
  });
  try {
    const summaries = history.page().conversations;
    assert.ok(summaries.length <= 1);
    const id = summaries[0]?.id ?? '';
    const conversation: Conversation | undefined = history.get(id);
    const turns = conversation?.turns ?? [];
    const draft = toRestoredDraft(drafts.read(id), undefined, turns);
    const texts = [draft.text, ...turns.map(({ userText }) => userText ?? '')].filter(Boolean);
    const leftOpen = readLeftOpen({ history, isProcessAlive }).map(({ conversationId }) => conversationId);
    const turnsInShort = turns.map(({ state, userText }) => `${state} ${userText ?? ''}`);
    const story = JSON.stringify(
      { ...window, draft: draft.text, turns: turnsInShort, leftOpen },
      undefined,
      1,
    );
    assert.deepEqual(problems, [], story);
    return { conversation, texts, leftOpen, story };
  } finally {
    drafts.dispose();
    history.dispose();
  }
}

function isProcessAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** The server's id, once the window knew it. */
function created(steps: readonly Step[]): string | undefined {
  const step = steps.find(({ kind }) => kind === 'finished');
  return step?.kind === 'finished' ? step.conversationId : undefined;
}

/** Something was sent, and no answer told. */
function isWaiting(steps: readonly Step[]): boolean {
  const count = (kind: Step['kind']) => steps.filter((step) => step.kind === kind).length;
  return count('started') > count('finished');
}
