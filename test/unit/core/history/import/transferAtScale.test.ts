import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { longestStretch } from '../../../../support/timing.ts';
import { replaceInPieces } from '../../../../../src/core/files/replaceInPieces.ts';
import { exportConversations } from '../../../../../src/core/history/export/exportConversations.ts';
import { exportFormats } from '../../../../../src/core/history/export/exportFormats.ts';
import { importHistory } from '../../../../../src/core/history/import/importHistory.ts';
import { openImportFile } from '../../../../../src/core/history/import/openImportFile.ts';
import { parseSearchQuery } from '../../../../../src/core/history/search/searchQuery.ts';
import { aPlace, noon } from '../fixtures.ts';
import { fillHistory } from '../manyConversations.ts';

/** TRANSFERRED=100000 moves that many. */
const count = Number(process.env['TRANSFERRED'] ?? 1500);
/** Noise of a busy machine included; TRANSFERRED prints the figures. */
const longestMs = 60;
const mostBytes = 250_000_000;

it(`${count} conversations leave a history and come into another one, in little memory and small stretches`, async (test) => {
  using here = aPlace();
  using there = aPlace();
  fillHistory(here, count);
  const [one, other] = [here.open(), there.open()];
  assert.equal(other.count(), 0);
  const file = path.join(here.directory, 'all.jsonl');
  const before = process.memoryUsage().rss;
  let highest = before;
  const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 20);

  const options = { format: exportFormats.jsonl, withoutMessages: false };
  let started = performance.now();
  const left = await longestStretch(() => replaceInPieces(file, exportConversations(one.parts, options)));
  test.diagnostic(
    `export: ${Math.round(performance.now() - started)} ms, ${Math.round(statSync(file).size / 1e6)} MB, longest ${left.longestMs.toFixed(1)} ms`,
  );

  const source = await openImportFile(file);
  const bring = (isSurvey: boolean) =>
    longestStretch(() => importHistory(source, { parts: other.parts, findOwn: () => undefined, isSurvey }));
  started = performance.now();
  const survey = await bring(true);
  test.diagnostic(
    `survey: ${Math.round(performance.now() - started)} ms, longest ${survey.longestMs.toFixed(1)} ms`,
  );
  started = performance.now();
  const came = await bring(false);
  clearInterval(watch);
  test.diagnostic(
    `import: ${Math.round(performance.now() - started)} ms, longest ${came.longestMs.toFixed(1)} ms, memory ${Math.round((highest - before) / 1e6)} MB`,
  );

  assert.equal(left.result, true);
  assert.equal(survey.result.added, count);
  assert.deepEqual([came.result.added, came.result.unreadable], [count, 0]);
  assert.equal(other.count(), count);
  assert.equal((await other.search(parseSearchQuery('room', noon)).next(5)).hits.length, 5);
  for (const [what, { longestMs: longest }] of Object.entries({ left, survey, came })) {
    assert.ok(longest < longestMs, `${what}: ${longest} ms`);
  }
  assert.ok(highest - before < mostBytes, `${highest - before} bytes`);
});
