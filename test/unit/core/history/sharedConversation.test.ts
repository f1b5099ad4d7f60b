import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, it } from 'node:test';
import { text } from 'node:stream/consumers';
import { aConversation, aPlace } from './fixtures.ts';

/** `SHARED_TURNS=2000` for the whole. */
const turns = Number(process.env['SHARED_TURNS'] ?? 120);
const program = path.join(import.meta.dirname, 'turnWriterProcess.ts');

describe(`${turns} turns of one conversation, from several windows at once`, () => {
  for (const windows of [2, 3]) {
    it(`${windows} windows: every turn that was acknowledged is there, once, with its reply`, async () => {
      using place = aPlace();
      const history = place.open();
      history.save(aConversation());
      const writers = Array.from({ length: windows }, (_, number) =>
        spawn(
          process.execPath,
          [
            '--disable-warning=ExperimentalWarning',
            program,
            place.directory,
            'a',
            `${turns / windows}`,
            `w${number}`,
          ],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        ),
      );
      const told = await Promise.all(
        writers.map(async (writer) => {
          const gone = once(writer, 'exit');
          const acknowledged = JSON.parse(await text(writer.stdout)) as string[];
          assert.deepEqual(await gone, [0, null]);
          return acknowledged;
        }),
      );
      const acknowledged = told.flat();
      assert.ok(acknowledged.length >= turns);
      const stored = history.get('a')?.turns.slice(1) ?? [];
      assert.equal(stored.length, acknowledged.length);
      assert.deepEqual(new Set(stored.map(({ userText }) => userText)), new Set(acknowledged));
      for (const { userText, reply, state } of stored) {
        assert.deepEqual([state, reply], ['answered', `echo of ${userText}`]);
      }
    });
  }
});
