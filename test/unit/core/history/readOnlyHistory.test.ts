import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { until } from '../../../support/until.ts';
import { aWindow, call, createCall } from '../conversation/aService.ts';
import { mountSmallDisk, whyNoSmallDisk } from '../files/smallDisk.ts';
import { aConversation, noon } from './fixtures.ts';

const skip = (await whyNoSmallDisk()) ?? false;

describe('a history in a folder that became read-only', () => {
  for (const isThere of [true, false]) {
    it(
      `${isThere ? 'with' : 'without'} conversations in it: the chat goes on, it is told, and all is written once it may be`,
      { skip },
      async () => {
        await using disk = mountSmallDisk();
        await disk.clear();
        const { directory } = disk;
        const open = () =>
          openSqliteHistory({
            directory,
            now: () => noon,
            isProcessAlive: () => true,
            onProblem: assert.fail,
          });
        if (isThere) {
          using first = { history: open(), [Symbol.dispose]: () => first.history.dispose() };
          first.history.save(aConversation({ id: 'before', userText: 'A room' }));
        }
        // A file that was closed beside the thread is let go a moment later.
        const remount = (how: string) =>
          until(`the disk to be ${how}`, () => {
            const { status } = spawnSync('mount', ['-o', `remount,${how}`, path.dirname(directory)]);
            return status === 0;
          });
        await remount('ro');
        const history = open();
        try {
          const place = { directory, problems: [], open: () => history, [Symbol.dispose]: () => undefined };
          const { service, errors } = aWindow(place);
          const { id } = await service.create(createCall);
          await service.send({ ...call, id, message: 'one' });
          assert.deepEqual(
            service.get(id)?.turns.map(({ reply }) => reply),
            ['greeting of undefined', 'echo of one'],
          );
          assert.equal(errors.length, 1, 'told once');
          assert.ok(errors[0] instanceof HumanError);
          assert.match(errors[0].message, /could not be written/);
          if (isThere) {
            try {
              assert.equal(history.get('before')?.turns[0]?.userText, 'A room');
            } catch (error) {
              assert.ok(error instanceof HumanError, String(error));
            }
          }
          await remount('rw');
          await service.send({ ...call, id, message: 'two' });
          service.saveNow();
          const later = open();
          assert.deepEqual(
            later.get(id)?.turns.map(({ reply }) => reply),
            ['greeting of undefined', 'echo of one', 'echo of two'],
          );
          if (isThere) assert.equal(later.get('before')?.turns[0]?.userText, 'A room');
          later.dispose();
        } finally {
          await remount('rw');
          history.dispose();
        }
      },
    );
  }
});
