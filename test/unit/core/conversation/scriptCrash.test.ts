import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { StandInScript } from '../../../../src/standInAgent/standInScript.ts';
import { startStandInAgent, type StandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { aPlace } from '../history/fixtures.ts';
import type { Announced, ScriptArguments } from './scriptingWindow.ts';

/** `CRASH_POINTS=200` for the whole. */
const kills = Math.ceil(Number(process.env['CRASH_POINTS'] ?? 60) / 10);

const script: StandInScript = {
  greeting: 'Good evening.',
  greetings: [],
  rules: [{ when: {}, reply: 'I heard “{message}”.', delayMs: 3 }],
  fallback: '',
  silence: '',
  initialMessage: 'answer',
  idleTimeoutSeconds: 600,
  faultWords: false,
};

const patience = { timeout: Math.max(300_000, kills * 10_000) };

describe(`a window that says the turns of eight conversations, killed ${kills} times`, patience, () => {
  let agent: StandInAgent;
  before(async () => {
    agent = await startStandInAgent({ script, recordRequests: true });
  });
  after(() => agent.close());

  it('has every message that reached the agent, and every answer that was announced', async () => {
    let open = 0;
    for (let number = 0; number < kills; number++) {
      using place = aPlace();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { announced, received } = await killOne(place.directory, `script-${number}`);
      const history = place.open();
      const { conversations } = history.page();
      const found = new Map(conversations.map(({ id }) => [id, history.get(id)?.turns ?? []]));
      const said = [...found.values()].flat().map(({ userText }) => userText);
      for (const message of received)
        assert.ok(said.includes(message), `${message} was sent and is not there`);
      assert.equal(new Set(said.filter(Boolean)).size, said.filter(Boolean).length);
      for (const { id, turn } of announced) {
        const { state, userText, reply } = found.get(id)?.[turn] ?? {};
        assert.deepEqual(
          [state, reply],
          ['answered', turn === 0 ? 'Good evening.' : `I heard “${userText}”.`],
        );
      }
      open += [...found.values()].flat().filter(({ state }) => state === 'unknown').length;
    }
    // It was killed while it waited.
    assert.ok(open > kills, `${open}`);
  });

  async function killOne(directory: string, projectId: string) {
    const { origin, accountId, apiKey, token } = agent;
    const target = { origin, accountId, projectId, apiKey, token };
    const argument: ScriptArguments = { directory, target, conversations: 8, turns: 200 };
    const program = path.join(import.meta.dirname, 'scriptingWindow.ts');
    const window = spawn(process.execPath, ['--no-warnings', program, JSON.stringify(argument)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(window, 'close');
    let told = '';
    window.stdout.setEncoding('utf8').on('data', (chunk: string) => (told += chunk));
    await Promise.race([once(window.stdout, 'data'), gone]);
    await delay(Math.random() * 100);
    window.kill('SIGKILL');
    const [code, signal] = (await gone) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL', `The window ended by itself (${code})`);
    const lines = told.split('\n').slice(0, -1);
    return {
      announced: lines.map((line) => JSON.parse(line) as Announced),
      received: agent.requests
        .filter((request) => request.path.endsWith(`/${projectId}/chat/respond`))
        .map(({ body }) => (JSON.parse(body) as { message: string }).message),
    };
  }
});
