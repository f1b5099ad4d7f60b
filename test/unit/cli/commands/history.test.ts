import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { schemaVersion } from '../../../../src/core/history/migrations.ts';
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

  it('exports to standard output what no terminal obeys, in every format', async () => {
    using elsewhere = aPlace();
    const reply = 'Hi \u001B[31mred\u001B]0;title\u0007\u009B1m\u202Eabc\u2028end';
    elsewhere.open().save(aConversation({ id: 'evil', reply }));
    for (const format of ['jsonl', 'markdown', 'csv', 'html']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { stdout } = await runCli(['history', 'export', '--history', 'history.db', '--format', format], {
        folder: elsewhere.directory,
      });
      assert.match(stdout, /red.*title.*abc.*end/s);
      assert.doesNotMatch(stdout, /(?!\r\n|\n)[\p{Cc}\u2028]|\p{Bidi_Control}/u, format);
      if (format === 'csv') assert.match(stdout, /\r\n$/);
      if (format === 'jsonl') assert.ok(JSON.stringify(JSON.parse(stdout)).includes(JSON.stringify(reply)));
    }
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

  it('imports what was exported, and says what is there already and what cannot be read', async () => {
    using other = aPlace();
    other.open().save(aConversation({ id: 'id-1', createdAt: at(0), reply: 'Another one.' }));
    const { stdout } = await run('export');
    writeFileSync(`${other.directory}/all.jsonl`, `${stdout}Rubbish ##vso[x]y\n`);
    const add = (...args: string[]) =>
      runCli(['history', 'import', 'all.jsonl', ...args, '--history', 'history.db'], {
        folder: other.directory,
      });
    const counts = '2 new, 1 other than the ones here, which stay as they are, 1 not readable';
    const told = {
      exitCode: 1,
      stdout: `all.jsonl: ${counts}\n`,
      stderr: 'all.jsonl: Line 4 is not JSON, or was cut off.\n',
    };
    assert.deepEqual(await add('--dry-run'), told);
    assert.equal(other.open().count(), 1);
    assert.deepEqual(await add(), told);
    const history = other.open();
    assert.deepEqual([history.count(), history.get('id-0')?.state], [3, 'imported']);
    assert.deepEqual(JSON.parse((await add('--json')).stdout), {
      file: 'all.jsonl',
      added: 0,
      already_here: 2,
      differing: 1,
      unreadable: 1,
      problems: ['Line 4 is not JSON, or was cut off.'],
      complete: true,
    });
  });

  it('masks the secrets of its environment in what it exports and imports', async () => {
    using other = aPlace();
    const history = other.open();
    history.save(aConversation({ id: 'a', userText: 'The key is canary-98765' }));
    const env = { POLYAI_API_KEY: 'canary-98765' };
    const options = { folder: other.directory, env };
    for (const format of ['jsonl', 'markdown', 'csv', 'html']) {
      const args = ['history', 'export', '--format', format, '--history', 'history.db'];
      const { stdout } = await runCli(args, options);
      assert.ok(stdout.includes('The key is ') && !stdout.includes('canary'), format);
    }
    await runCli(['history', 'export', '--history', 'history.db', '--output', 'a.jsonl'], {
      folder: other.directory,
    });
    await history.clear();
    await runCli(['history', 'import', 'a.jsonl', '--history', 'history.db'], options);
    assert.match(history.get('a')?.turns[0]?.userText ?? '', /^The key is •+$/);
  });

  it('goes on while an editor is writing, and refuses a history that it may not write', async () => {
    using other = aPlace();
    const window = other.open();
    window.save(aConversation({ id: 'mine' }));
    const { stdout } = await run('export');
    writeFileSync(`${other.directory}/all.jsonl`, stdout);
    const importing = runCli(['history', 'import', 'all.jsonl', '--history', 'history.db'], {
      folder: other.directory,
    });
    for (let index = 0; index < 20; index++) window.save(aConversation({ id: `mine-${index}` }));
    assert.equal((await importing).exitCode, 0);
    assert.equal(window.count(), 24);

    const empty = await runCli(['history', 'import', 'all.jsonl', '--history', 'none.db'], {
      folder: other.directory,
    });
    assert.deepEqual([empty.exitCode, readdirSync(other.directory).includes('none.db')], [2, false]);
  });

  it('says that a database of another program is no history, and adds nothing to it', async () => {
    using other = aPlace();
    const file = `${other.directory}/history.db`;
    {
      using foreign = new DatabaseSync(file);
      foreign.exec(`CREATE TABLE conversations (id TEXT); PRAGMA user_version = ${schemaVersion}`);
    }
    const before = readFileSync(file);
    writeFileSync(`${other.directory}/all.jsonl`, (await run('export')).stdout);
    for (const action of [['stats'], ['search', 'hi'], ['export'], ['import', 'all.jsonl']]) {
      const { exitCode, stderr } = await runCli(['history', ...action, '--history', 'history.db'], {
        folder: other.directory,
      });
      assert.equal(exitCode, 2);
      assert.match(stderr, /^The history in .*history\.db could not be used\.\n$/);
    }
    assert.deepEqual(readFileSync(file), before);
  });

  for (const [args, sentence] of [
    [['history'], /^history needs one of stats, search, export, import\./],
    [['history', 'stats'], /^history needs --history FILE\./],
    [['history', 'stats', '--history', 'none.db'], /^There is no history in .*none\.db\.\n$/],
    [['history', 'export', '--history', 'history.db', '--format', 'pdf'], /^--format needs one of jsonl, /],
    [['history', 'import', '--history', 'history.db'], /^import needs the files to import\./],
    [
      ['history', 'import', 'no.jsonl', '--history', 'history.db'],
      /^The file .*no\.jsonl cannot be read \(ENOENT\)/,
    ],
    [['history', 'import', '.', '--history', 'history.db'], /cannot be read \(no regular file\)/],
    [['history', 'search', '--history', 'history.db'], /^search needs what to look for\./],
  ] as const) {
    it(`says what is wrong with ${args.join(' ')}`, async () => {
      const { exitCode, stderr } = await runCli(args, { folder: place.directory });
      assert.equal(exitCode, 2);
      assert.match(stderr, sentence);
    });
  }
});
