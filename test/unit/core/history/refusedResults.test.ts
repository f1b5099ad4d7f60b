import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KeptTestResult } from '../../../../src/core/history/testResults.ts';
import { aConversation, aPlace, at } from './fixtures.ts';

const aResult: KeptTestResult = {
  id: 'result',
  run: { id: 'run', startedAt: at(0), seed: null, commit: null },
  file: 'a.polyai.yaml',
  item: 'a',
  connection: 'Grand Hotel',
  status: 'failed',
  at: at(0),
  conversations: [],
  detail: JSON.stringify({ said: 'x'.repeat(200_000) }),
};

it('the result of a chat test that a full disk refused is written when the window closes and there is space again', async () => {
  using place = aPlace();
  const history = place.open();
  history.save(aConversation());
  const limit = (pages: string) =>
    history.parts.read((database) => database.exec(`PRAGMA max_page_count = ${pages}`));
  limit('1');
  history.testResults.add(aResult);
  await assert.rejects(history.testResults.drain(), /full/);
  limit('1000000');
  assert.equal(history.testResults.get('result'), undefined);
  history.dispose();
  assert.equal(place.open().testResults.get('result')?.status, 'failed');
});
