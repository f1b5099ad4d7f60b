import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { aConversation, aPlace, at, type Place } from '../../core/history/fixtures.ts';
import { runCli } from '../runCli.ts';

describe('polyai-chat history', () => {
  let place: Place;
  before(() => {
    place = aPlace();
    const history = place.open();
    for (const [index, reply] of [
      'We open at seven.',
      'A café is next door. ##vso[x]y',
      'Goodbye.',
    ].entries()) {
      const id = `id-${index}`;
      history.save(
        aConversation({ id, conversationId: `CONV-${index}`, createdAt: at(index * 1000), reply }),
      );
    }
  });
  after(() => place[Symbol.dispose]());

  const run = (...args: string[]) =>
    runCli(['history', ...args, '--history', 'history.db'], { folder: place.directory });

  it('counts what an open editor has recorded', async () => {
    const { exitCode, stdout, stderr } = await run('stats', '--json');
    assert.deepEqual([exitCode, stderr], [0, '']);
    const { conversations, states, connections } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([conversations, states], [3, { open: 3 }]);
    assert.equal((connections as unknown[]).length, 1);
    assert.match((await run('stats')).stdout, /^3 conversations: 3 open\n\n.* 3 answers, p50 \d+ ms/);
  });

  it('finds words, and prints them so that nothing is obeyed', async () => {
    const { exitCode, stdout } = await run('search', 'cafe');
    assert.equal(exitCode, 0);
    assert.match(stdout, /CONV-1\n {4}Agent: A café is next door\. <U\+0023>#vso\[x\]y\n$/);
    const json = JSON.parse((await run('search', 'seven', '--json')).stdout) as Record<string, unknown>;
    assert.deepEqual([json['id'], json['from'], json['line']], ['id-0', 'agent', 'We open at seven.']);
    assert.deepEqual(await run('search', 'nowhere'), { exitCode: 1, stdout: '', stderr: '' });
  });

  it('exports to standard output, and to a file that is whole or not there', async () => {
    const { stdout } = await run('export');
    assert.equal(stdout.trimEnd().split('\n').length, 3);
    assert.ok(stdout.includes('\\u0023#vso[x]'));

    const written = await run('export', '--format', 'csv', '--output', 'all.csv');
    assert.deepEqual(written, { exitCode: 0, stdout: '', stderr: '' });
    assert.equal(readFileSync(`${place.directory}/all.csv`, 'utf8').split('\r\n').length, 5);

    const stopped = await runCli(['history', 'export', '--history', 'history.db', '--output', 'half.csv'], {
      folder: place.directory,
      signal: AbortSignal.abort(),
    });
    assert.equal(stopped.exitCode, 130);
    assert.deepEqual(
      readdirSync(place.directory).filter((name) => name.startsWith('half')),
      [],
    );
  });

  for (const [args, sentence] of [
    [['history'], /^history needs one of stats, search, export\./],
    [['history', 'stats'], /^history needs --history FILE\./],
    [['history', 'stats', '--history', 'none.db'], /^There is no history in .*none\.db\.\n$/],
    [['history', 'export', '--history', 'history.db', '--format', 'pdf'], /^--format needs one of jsonl, /],
    [['history', 'search', '--history', 'history.db'], /^search needs what to look for\./],
  ] as const) {
    it(`says what is wrong with ${args.join(' ')}`, async () => {
      const { exitCode, stderr } = await runCli(args, { folder: place.directory });
      assert.equal(exitCode, 2);
      assert.match(stderr, sentence);
    });
  }
});
