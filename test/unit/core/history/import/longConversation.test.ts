import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { longestStretch } from '../../../../support/timing.ts';
import type { Turn } from '../../../../../src/core/conversation/conversation.ts';
import { replaceInPieces } from '../../../../../src/core/files/replaceInPieces.ts';
import { exportConversations } from '../../../../../src/core/history/export/exportConversations.ts';
import {
  exportFormats,
  type ExportFormatName,
} from '../../../../../src/core/history/export/exportFormats.ts';
import type { History } from '../../../../../src/core/history/history.ts';
import { importHistory } from '../../../../../src/core/history/import/importHistory.ts';
import { openImportFile } from '../../../../../src/core/history/import/openImportFile.ts';
import { aConversation, anExchange, aPlace, asStored, at } from '../fixtures.ts';
import { importText, joined, own, toJsonLines } from './transfer.ts';

/** `LONG_TURNS=5000` for the whole. */
const turns = Number(process.env['LONG_TURNS'] ?? 40);
/** Quiet machines hold the thread for less than 20 ms; beside other tests the caches are cold. */
const longestMs = 80;

async function fill(history: History, count: number, length: number): Promise<void> {
  const { turns: _, ...head } = aConversation({ id: 'long' });
  for (let index = 0; index < count; index++) {
    const reply = `${index} “said” at length. `.repeat(Math.ceil(length / 20)).slice(0, length);
    const turn: Turn = {
      id: `turn-${index}`,
      index,
      kind: index === 0 ? 'create' : 'respond',
      state: 'answered',
      startedAt: at(index),
      userText: `${index}?`,
      reply,
      latencyMs: 5,
      recorded: true,
      exchange: anExchange({ responseBody: JSON.stringify({ response: reply }) }),
    };
    // oxlint-disable-next-line no-await-in-loop -- as they are said
    await history.write({ head, turns: [turn] });
  }
}

describe(`a conversation of ${turns} turns of 64 kB`, () => {
  it('leaves a history in every format and comes into another one equal, while the editor goes on', async (test) => {
    using here = aPlace();
    using there = aPlace();
    const [one, other] = [here.open(), there.open()];
    await fill(one, turns, 64_000);
    one.label(['long'], { title: 'Long' });
    const measure = async <T>(what: string, work: () => Promise<T>) => {
      const { longestMs: longest, result } = await longestStretch(work);
      test.diagnostic(`${what}: longest ${longest.toFixed(1)} ms`);
      assert.ok(longest < longestMs, `${what}: ${longest} ms`);
      return result;
    };
    for (const name of Object.keys(exportFormats) as ExportFormatName[]) {
      const pieces = exportConversations(one.parts, { format: exportFormats[name], withoutMessages: false });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await measure(name, () => replaceInPieces(path.join(here.directory, name), pieces));
    }
    const file = await openImportFile(path.join(here.directory, 'jsonl'));
    const bring = (isSurvey: boolean) =>
      importHistory(file, { parts: other.parts, findOwn: own, isSurvey, mask: (value) => value });
    for (const [what, isSurvey, added] of [
      ['survey', true, 1],
      ['import', false, 1],
      ['import of the same', false, 0],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const result = await measure(what, () => bring(isSurvey));
      assert.deepEqual([result.added, result.same, result.problems], [added, 1 - added, []]);
    }
    assert.deepEqual(asStored(other.get('long')), asStored(one.get('long')));
    assert.deepEqual(asStored(other.summary('long')), asStored(one.summary('long')));
    let longest = 0;
    const lines = createInterface({ input: createReadStream(path.join(here.directory, 'jsonl')) });
    for await (const line of lines) longest = Math.max(longest, line.length);
    assert.ok(longest < 1_000_000, `a line of ${longest} characters`);
  });
});

describe('a conversation that stands on several lines', () => {
  /** The lines of one in parts, between two that are whole. */
  async function aFile() {
    using here = aPlace();
    const history = here.open();
    history.save(aConversation({ id: 'before', createdAt: at(-1) }));
    await fill(history, 20, 64_000);
    history.save(aConversation({ id: 'behind', createdAt: at(1) }));
    return (await toJsonLines(history)).trimEnd().split('\n');
  }

  async function bring(lines: readonly string[]) {
    using there = aPlace();
    const history = there.open();
    const { added, unreadable, problems } = await importText(there, history, lines.join('\n'));
    return { added, unreadable, problems, turns: history.get('long')?.turns.length, count: history.count() };
  }

  it('is one conversation, and one as a text and as a page', async () => {
    const lines = await aFile();
    assert.ok(lines.length > 4);
    assert.deepEqual(await bring(lines), { added: 3, unreadable: 0, problems: [], turns: 20, count: 3 });
    using here = aPlace();
    const history = here.open();
    await fill(history, 20, 64_000);
    const textOf = (format: ExportFormatName) =>
      joined(exportConversations(history.parts, { format: exportFormats[format], withoutMessages: false }));
    const [page, text, table] = [await textOf('html'), await textOf('markdown'), await textOf('csv')];
    assert.deepEqual([page.split('<section>').length, page.split('</section>').length], [2, 2]);
    assert.equal(page.split('<dt>You</dt>').length - 1, 20);
    assert.deepEqual([text.split('\n## ').length - 1, text.split('**You**').length - 1], [1, 20]);
    assert.equal(table.trimEnd().split('\r\n').length, 21);
  });

  it('says nothing of what was said when that is left out', async () => {
    using here = aPlace();
    const history = here.open();
    await fill(history, 20, 64_000);
    const text = await joined(
      exportConversations(history.parts, { format: exportFormats.jsonl, withoutMessages: true }),
    );
    assert.ok(!text.includes('said') && text.includes('turn-19'));
  });

  it('is told once when a line of it is missing, torn or not its own, and what stands beside it is read', async () => {
    const lines = await aFile();
    const torn = lines.with(2, (lines[2] ?? '').slice(0, 1000));
    const cases = {
      'the first line': lines.toSpliced(1, 1),
      'a line in the middle': lines.toSpliced(2, 1),
      'the last line': lines.toSpliced(-2, 1),
      'a torn line': torn,
      'a line twice': lines.toSpliced(2, 0, lines[2] ?? ''),
      'a line of another': lines.with(2, (lines[2] ?? '').replace('"id":"long"', '"id":"other"')),
      'a line that says more': lines.with(2, (lines[2] ?? '').replace('"place"', '"x":1,"place"')),
    };
    for (const [what, file] of Object.entries(cases)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { added, unreadable, problems, turns: kept } = await bring(file);
      assert.deepEqual([what, added, kept], [what, 2, undefined]);
      assert.equal(problems.length, unreadable);
      assert.equal(unreadable, what === 'a line of another' ? 2 : 1, what);
    }
    assert.deepEqual((await bring(lines.slice(0, 3))).problems, ['Line 2 is not JSON, or was cut off.']);
  });
});
