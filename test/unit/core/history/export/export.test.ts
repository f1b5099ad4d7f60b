import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { answerTurn, beginTurn } from '../../../../../src/core/conversation/transitions.ts';
import { exportConversations } from '../../../../../src/core/history/export/exportConversations.ts';
import {
  exportFormats,
  type ExportFormatName,
} from '../../../../../src/core/history/export/exportFormats.ts';
import { type HistoryReader, openHistoryReader } from '../../../../../src/core/history/historyReader.ts';
import { toLatencyFigures } from '../../../../../src/core/history/latencyFigures.ts';
import { joined } from '../import/transfer.ts';
import { aConversation, anExchange, aPlace, aReply, at, grandHotel, type Place } from '../fixtures.ts';

const hostile = '=cmd|"/c calc"!A1 ```\n<script>alert(1)</script> \u202eevil\r\n# heading [x](command:y)';
const owner = { processId: 1, deadlineAt: at(60_000) };

function fill(place: Place, count: number) {
  const history = place.open();
  const conversations = Array.from({ length: count }, (_, index) => {
    const begun = aConversation({
      id: `id-${index}`,
      conversationId: `CONV-${index}`,
      createdAt: at(index * 1000),
      reply: `Good evening ${index}.`,
    });
    const asked = beginTurn(begun, { kind: 'respond', userText: hostile, at: at(1), owner, recorded: true });
    const exchange = anExchange({ latencyMs: 100 + index });
    return answerTurn(asked, 1, aReply(`Room ${index}. ${hostile}`, { exchange }), at(2));
  });
  for (const conversation of conversations) history.save(conversation);
  history.label(['id-0'], { title: 'The first', note: 'A note', tags: ['vip'], pinnedAt: at(5) });
  return history;
}

async function read<T>(place: Place, look: (reader: HistoryReader) => T): Promise<Awaited<T>> {
  const reader = openHistoryReader(path.join(place.directory, 'history.db'));
  try {
    return await look(reader);
  } finally {
    reader.dispose();
  }
}

function exported(place: Place, name: ExportFormatName, withoutMessages = false): Promise<string> {
  const options = { format: exportFormats[name], withoutMessages };
  return read(place, (reader) => joined(exportConversations(reader, options)));
}

describe('an export of the history', () => {
  it('changes nothing in the file', async () => {
    using place = aPlace();
    fill(place, 3).dispose();
    const hash = () =>
      createHash('sha256')
        .update(readFileSync(path.join(place.directory, 'history.db')))
        .digest('hex');
    const before = hash();
    await exported(place, 'jsonl');
    assert.equal(hash(), before);
  });

  it('leaves out what was said in every format', async () => {
    using place = aPlace();
    fill(place, 2);
    for (const name of Object.keys(exportFormats) as ExportFormatName[]) {
      const text = await exported(place, name, true);
      assert.ok(text.includes('CONV-1'), name);
      for (const said of ['Room', 'calc', 'Good evening', 'A note', 'The first']) {
        assert.ok(!text.includes(said), `${name} holds ${said}`);
      }
    }
  });

  it('has no markup, no formula and no hidden character of others', async () => {
    using place = aPlace();
    fill(place, 1);
    const html = await exported(place, 'html');
    assert.ok(!html.includes('<script>') && html.includes('&lt;script&gt;') && !html.includes('\u202e'));
    const csv = await exported(place, 'csv');
    assert.match(csv, /,"'=cmd\|""\/c calc""!A1 /);
    assert.equal(csv.split('\r\n')[0]?.split(',').length, 14);
    const markdown = await exported(place, 'markdown');
    assert.match(markdown, /\n````text\n=cmd/);
    assert.ok(!markdown.includes('\u202e') && /\n## The first\n/.test(markdown));
  });

  it('is computed by no spreadsheet, where a semicolon ends a cell neither', async () => {
    using place = aPlace();
    const texts = [
      '=1+1',
      ' @SUM(A1)',
      '＝1',
      '-2',
      'a;=1',
      'a\t+1',
      'a\n=1',
      '\tx',
      'a-b',
      'list:\n- one',
      'x=1',
    ];
    const history = place.open();
    for (const [index, userText] of texts.entries()) {
      history.save(aConversation({ id: `id-${index}`, createdAt: at(index), userText }));
    }
    const cells = (await exported(place, 'csv'))
      .split('\r\n')
      .flatMap((line) => /,create,.*?Z,412,200,(.*),"Hi/s.exec(line)?.[1] ?? []);
    assert.deepEqual(cells, [
      "'=1+1",
      " '@SUM(A1)",
      "'＝1",
      "'-2",
      `"a;'=1"`,
      "a\t'+1",
      `"a\n'=1"`,
      "'\tx",
      'a-b',
      '"list:\n- one"',
      'x=1',
    ]);
  });

  it('says the labels, the parameters, the latency and what became of a replay', async () => {
    using place = aPlace();
    const history = fill(place, 1);
    history.save(aConversation({ id: 'again', replayOf: 'id-0', createdAt: at(9000) }));
    history.recordRerun('again', {
      differing: 1,
      total: 3,
      fork: { turnIndex: 2, verdict: { kind: 'identical' } },
    });
    for (const name of ['markdown', 'html'] as const) {
      const text = await exported(place, name);
      for (const said of ['vip', 'A note', 'webchat', 'Agent (100 ms)', '1 of 3', 'turn 3, identical']) {
        assert.ok(text.includes(said), `${name}: ${said}`);
      }
    }
  });

  it('is not made of a file that is none', () => {
    using place = aPlace();
    const missing = path.join(place.directory, 'none.db');
    assert.throws(() => openHistoryReader(missing), /There is no history in /);
    assert.throws(() => openHistoryReader(import.meta.filename), /could not be used/);
  });
});

describe('the latency in the history', () => {
  it('is half and nineteen of twenty of the answers, by connection and turn', async () => {
    using place = aPlace();
    fill(place, 100);
    const [figures, ...others] = await read(place, (reader) => toLatencyFigures(reader.latencies()));
    assert.deepEqual(others, []);
    assert.equal(figures?.connection, grandHotel.connectionName);
    assert.deepEqual(figures?.turns.at(1), { turn: 1, answers: 100, p50Ms: 149, p95Ms: 194 });
  });
});
