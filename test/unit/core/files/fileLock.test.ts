import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import { withFileLock } from '../../../../src/core/files/fileLock.ts';
import { createJsonFile } from '../../../../src/core/files/jsonFile.ts';
import type { SavingTask } from './savingProcess.ts';

/** `LOCK_ROUNDS=300` for the whole number. */
const rounds = Number(process.env['LOCK_ROUNDS'] ?? 8);
const timesEach = 3;

const program = fileURLToPath(new URL('savingProcess.ts', import.meta.url));
const startWindow = () => fork(program, { execArgv: ['--no-warnings'] });

async function ask(window: ChildProcess, task: SavingTask): Promise<void> {
  const answered = once(window, 'message');
  window.send(task);
  assert.deepEqual(await answered, ['done', undefined]);
}

async function kill(window: ChildProcess): Promise<void> {
  const gone = once(window, 'exit');
  window.kill('SIGKILL');
  await gone;
}

describe('six windows that save the same file at once', () => {
  let folder = '';
  let windows: readonly ChildProcess[] = [];
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyai-lock-'));
    windows = Array.from({ length: 6 }, startWindow);
  });
  after(async () => {
    await Promise.all(windows.map(kill));
    rmSync(folder, { recursive: true, force: true });
  });

  /** Every round begins with a lock file that a process has left, and its date. */
  const dates: [what: string, date: Date][] = [
    ['a lock file of long ago', new Date(0)],
    ['a lock file whose date is an hour ahead', new Date(Date.now() + 3_600_000)],
  ];
  for (const [what, date] of dates) {
    it(`lose no update to ${what}, in ${rounds} rounds`, async () => {
      for (let round = 0; round < rounds; round++) {
        const file = path.join(folder, `${date.getTime()}-${round}.json`);
        writeFileSync(`${file}.lock`, '');
        utimesSync(`${file}.lock`, date, date);
        // oxlint-disable-next-line no-await-in-loop -- a round after the other
        await Promise.all(
          windows.map((window) => ask(window, { kind: 'count', path: file, times: timesEach })),
        );
        const { count } = JSON.parse(readFileSync(file, 'utf8')) as { count: number };
        assert.equal(count, windows.length * timesEach, `round ${round}`);
      }
    });
  }

  it('lose no update when a seventh is killed while it saves', async () => {
    const file = path.join(folder, 'killed.json');
    const seventh = startWindow();
    await ask(seventh, { kind: 'hold', lockFile: `${file}.lock` });
    const saved = windows.map((window) => ask(window, { kind: 'count', path: file, times: timesEach }));
    await kill(seventh);
    await Promise.all(saved);
    const { count } = JSON.parse(readFileSync(file, 'utf8')) as { count: number };
    assert.equal(count, windows.length * timesEach);
  });
});

describe('a file that another window is saving', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'polyai-lock-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is not saved under its hands, however long it takes, and the refusal says why', async () => {
    const file = path.join(folder, 'taken.json');
    const lockFile = `${file}.lock`;
    const other = startWindow();
    await ask(other, { kind: 'hold', lockFile });
    await assert.rejects(
      withFileLock(lockFile, () => assert.fail('without the lock'), 200),
      (error: unknown) => error instanceof HumanError && /still saving/.test(error.message),
    );
    await kill(other);
    const ours = createJsonFile({ path: file, version: 1 });
    await ours.update(() => ({ ours: true }));
    assert.deepEqual(ours.read()['ours'], true);
    ours.dispose();
  });

  it('is refused in words where its lock file is something else', async () => {
    const lockFile = path.join(folder, 'odd.lock');
    writeFileSync(lockFile, 'no lock of ours, but a text that somebody keeps here');
    await assert.rejects(
      withFileLock(lockFile, () => assert.fail('without a lock')),
      (error: unknown) => error instanceof HumanError && /could not be locked/.test(error.message),
    );
  });
});
