import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { countOpenConversations } from '../../../../../src/core/history/openConversations.ts';
import { type ImportFile, importHistory } from '../../../../../src/core/history/import/importHistory.ts';
import { answerTurn, beginTurn, isOver } from '../../../../../src/core/conversation/transitions.ts';
import { aConversation, aPendingConversation, aPlace, aReply, at, grandHotel } from '../fixtures.ts';
import { originToRepeat } from '../../../../../src/core/history/import/adopt.ts';
import { toComposerLock } from '../../../../../src/panels/conversation/composerLock.ts';
import { importText, own, toJsonLines } from './transfer.ts';

type Line = Record<string, Record<string, unknown>>;

async function lineOf(fields: Parameters<typeof aConversation>[0]): Promise<string> {
  using place = aPlace();
  const history = place.open();
  history.save(aConversation(fields));
  return (await toJsonLines(history)).trimEnd();
}

const good = await lineOf({ id: 'good', state: 'closed', userText: 'Hello' });

describe('a file that is not what it should be', () => {
  const changed = (change: (line: Line) => void) => {
    const line = JSON.parse(good) as Line;
    change(line);
    return JSON.stringify(line);
  };
  const ofConversation = (name: string, value: unknown) =>
    changed((line) => {
      line['conversation'] = { ...line['conversation'], [name]: value };
    });
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);

  for (const [what, line, problem] of [
    ['a line that was cut off', good.slice(0, -40), 'not JSON, or was cut off'],
    ['no JSON', 'Hello', 'not JSON, or was cut off'],
    ['JSON of something else', '{"a":1}', 'no conversation that can be read'],
    ['a number', '42', 'no conversation that can be read'],
    ['null', 'null', 'no conversation that can be read'],
    ['an empty list', '[]', 'no conversation that can be read'],
    ['deep nesting', deep, 'no conversation that can be read'],
    ['deep nesting inside', good.replace('"parameters":{', `"parameters":{"x":${deep},`), 'no conversation'],
    ['a newer version', good.replace('"version":1', '"version":3'), 'a newer version of PolyAI Chat'],
    ['a version that is none', good.replace('"version":1', '"version":"1"'), 'no conversation'],
    ['more than is known', good.replace('"version":1', '"version":1,"more":1'), 'no conversation'],
    ['a field that is not known', ofConversation('secretPlan', 1), 'no conversation'],
    ['a state that is none', ofConversation('state', 'sleeping'), 'no conversation'],
    ['an id that climbs', ofConversation('id', '../../etc/passwd'), 'no conversation'],
    ['an id that every object has', ofConversation('id', 'constructor'), 'no conversation'],
    ['the id __proto__', good.replace('"id":"good"', '"id":"__proto__"'), 'no conversation'],
    ['a prototype', good.replace('"version":1', '"version":1,"__proto__":{"x":1}'), 'no conversation'],
    ['an endless id', ofConversation('id', 'a'.repeat(200)), 'no conversation'],
    ['an endless name', ofConversation('conversationId', 'a'.repeat(5000)), 'no conversation'],
    ['a time that is none', ofConversation('createdAt', 'yesterday'), 'no conversation'],
    ['a time far in the future', ofConversation('createdAt', '+275760-09-13T00:00:00.000Z'), 'no conv'],
    ['a time before all others', ofConversation('updatedAt', '-000001-01-01T00:00:00.000Z'), 'no conv'],
    ['a time in another form', ofConversation('createdAt', '2026-11-23T12:00:00Z'), 'no conversation'],
    ['turns that are none', ofConversation('turns', 1), 'no conversation'],
    ['no connection', ofConversation('connection', undefined), 'no conversation'],
    ['a negative latency', good.replace('"latencyMs":412', '"latencyMs":-5'), 'no conversation'],
    ['a text with an end in it', good.replaceAll('"Hello"', '"He\\u0000llo"'), 'no conversation'],
    ['half a character', good.replaceAll('"Hello"', '"\\ud800"'), 'no conversation'],
    [
      'attributes that end the body of a call',
      good.replace('"parameters":{', String.raw`"parameters":{"integrationAttributes":"{},\"x\":1",`),
      'no conversation',
    ],
    ['the error of a command', '{"success":false,"error":"401"}', 'no conversation'],
  ] as const) {
    it(`says the line of ${what}, and goes on behind it`, async () => {
      using there = aPlace();
      const history = there.open();
      for (const isSurvey of [true, false]) {
        const result = await importText(there, history, `\n${line}\n${good}\n`, { isSurvey });
        assert.deepEqual([result.added, result.unreadable], [1, 1]);
        assert.match(result.problems[0] ?? '', /^Line 2 /);
        assert.ok(result.problems[0]?.includes(problem), result.problems[0]);
      }
      assert.equal(history.count(), 1);
      assert.equal(await toJsonLines(history), `${good}\n`);
      assert.equal(({} as Record<string, unknown>)['x'], undefined);
    });
  }

  it('says the line that is not UTF-8, and takes no offence at a mark in front and Windows line ends', async () => {
    using there = aPlace();
    const bytes = Buffer.concat([
      Buffer.from(`\ufeff${good}\r\n\r\n`),
      Buffer.from([0x22, 0xc3, 0x28, 0x22, 13, 10]),
      Buffer.from(good),
    ]);
    const result = await importText(there, there.open(), bytes);
    assert.deepEqual([result.added, result.same, result.problems], [1, 1, ['Line 3 is not UTF-8.']]);
  });

  for (const [what, bytes, sentence] of [
    ['a packed file', gzipSync('x'), /^The file is packed\.$/],
    ['a database', Buffer.from('SQLite format 3\0'), /^The file is no text in UTF-8\.$/],
    ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), /^The file is no text in UTF-8\.$/],
  ] as const) {
    it(`says that it is ${what}`, async () => {
      using there = aPlace();
      await assert.rejects(importText(there, there.open(), bytes), { message: sentence });
    });
  }

  it('holds nothing when it is empty', async () => {
    using there = aPlace();
    const { added, unreadable, isComplete } = await importText(there, there.open(), '');
    assert.deepEqual([added, unreadable, isComplete], [0, 0, true]);
  });

  it('keeps the first of two that share an id, and tells of the other', async () => {
    using there = aPlace();
    const history = there.open();
    const other = good.replaceAll('Hello', 'Goodbye');
    const result = await importText(there, history, `${good}\n${good}\n${other}\n`);
    assert.deepEqual([result.added, result.same, result.differs], [1, 1, 1]);
    assert.equal(history.get('good')?.turns[0]?.userText, 'Hello');
  });

  it('never changes what is here under the same id', async () => {
    using there = aPlace();
    const history = there.open();
    const begun = aConversation({ id: 'good' });
    const owner = { processId: process.pid, deadlineAt: at(60_000) };
    const asked = beginTurn(begun, { kind: 'respond', userText: 'More', at: at(1), owner, recorded: true });
    history.save(answerTurn(asked, 1, aReply('Of course.'), at(2)));
    const before = await toJsonLines(history);
    assert.equal((await importText(there, history, good)).differs, 1);
    assert.equal(await toJsonLines(history), before);
  });

  it('says of fifty thousand lines of rubbish how many they are, and the first few', async () => {
    using there = aPlace();
    const result = await importText(there, there.open(), 'x\n'.repeat(50_000));
    assert.equal(result.unreadable, 50_000);
    assert.equal(result.problems.length, 20);
  });

  it('may be one line of a gigabyte', async () => {
    using there = aPlace();
    const chunk = Buffer.alloc(1_000_000, 'x');
    const file: ImportFile = {
      size: 1e9,
      modifiedAt: at(0),
      async *open() {
        yield Buffer.from(`${good}\n"`);
        for (let count = 0; count < 1000; count++) yield chunk;
        yield Buffer.from(`"\n${good}`);
      },
    };
    const before = process.memoryUsage().rss;
    let highest = 0;
    const result = await importHistory(file, {
      parts: there.open().parts,
      findOwn: own,
      report: () => (highest = Math.max(highest, process.memoryUsage().rss)),
    });
    assert.deepEqual([result.added, result.same, result.problems], [1, 1, ['Line 2 is longer than 64 MB.']]);
    assert.ok(highest - before < 200_000_000);
  });
});

describe('a conversation that comes from elsewhere', () => {
  const isProcessAlive = () => true;

  it('cannot go on when no connection of ours leads to its agent, whatever id the file gives its connection', async () => {
    using there = aPlace();
    const history = there.open();
    const evil = { ...grandHotel, region: 'https://evil.example', origin: 'https://evil.example' } as const;
    await importText(there, history, await lineOf({ id: 'far', connection: evil }));
    const kept = history.get('far');
    assert.deepEqual([kept?.state, kept?.connection.connectionId], ['imported', 'imported:c-1']);
    assert.equal(kept?.lastProcessId, undefined);
    assert.equal(countOpenConversations({ history, isProcessAlive }).open, 0);
    assert.deepEqual(history.openConversations(), []);
    assert.ok(kept && isOver(kept.state));
    assert.equal(toComposerLock(kept)?.sentence, 'This conversation came from a file and cannot go on here.');
  });

  it('goes on when one does, with the id of ours', async () => {
    using there = aPlace();
    const history = there.open();
    const connection = { ...grandHotel, connectionId: 'of another machine' };
    await importText(there, history, await lineOf({ id: 'far', connection }));
    assert.deepEqual(
      [history.get('far')?.state, history.get('far')?.connection.connectionId],
      ['open', grandHotel.connectionId],
    );
    assert.equal(countOpenConversations({ history, isProcessAlive }).open, 1);
  });

  it('goes on where our connection leads, whatever the file says was called', async () => {
    using there = aPlace();
    const history = there.open();
    const line = await lineOf({ id: 'far' });
    await importText(there, history, line.replaceAll(grandHotel.origin, 'https://evil.example'));
    const kept = history.get('far');
    assert.deepEqual([kept?.state, kept?.connection.origin], ['open', undefined]);
    assert.equal(kept && originToRepeat(kept.connection), grandHotel.origin);
  });

  it('of a stand-in agent is over: that agent is gone', async () => {
    using there = aPlace();
    const history = there.open();
    const connection = { ...grandHotel, region: 'stand-in', connectionId: 'stand-in' };
    await importText(there, history, await lineOf({ id: 'far', connection }), {
      findOwn: () => ({ id: 'stand-in' }),
    });
    assert.deepEqual(
      [history.get('far')?.state, history.get('far')?.connection.connectionId],
      ['imported', 'stand-in'],
    );
  });

  it('is waited for by nobody', async () => {
    using here = aPlace();
    using there = aPlace();
    const [one, other] = [here.open(), there.open()];
    one.save(aPendingConversation({ id: 'pending', userText: 'Hello?' }));
    await importText(there, other, await toJsonLines(one));
    const kept = other.get('pending');
    assert.deepEqual(
      [kept?.state, kept?.turns[0]?.state, kept?.turns[0]?.owner, kept?.turns[0]?.userText],
      ['unknown', 'unknown', undefined, 'Hello?'],
    );
  });

  it('brings no secret in that is known here', async () => {
    using there = aPlace();
    const history = there.open();
    const line = await lineOf({ id: 'far', userText: 'my key is canary-123456' });
    const mask = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value).replaceAll('canary-123456', '••••')) as T;
    assert.equal((await importText(there, history, line, { mask })).added, 1);
    assert.ok(!(await toJsonLines(history)).includes('canary'));
    assert.equal((await importText(there, history, line, { mask })).same, 1);
  });
});
