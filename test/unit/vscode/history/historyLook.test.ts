import assert from 'node:assert/strict';
import { it } from 'node:test';
import { commandsRun } from '../editorDouble.ts';

const { createHistoryLook } = await import('../../../../src/vscode/history/historyLook.ts');

/** What the editor keeps of a window, as text on its disk. */
function aMemento(text?: string) {
  const kept = new Map<string, string>(text === undefined ? [] : [['polyai.historyLook', text]]);
  return {
    keys: () => [...kept.keys()],
    get: (key: string) => JSON.parse(kept.get(key) ?? 'null') ?? undefined,
    update: async (key: string, value: unknown) => void kept.set(key, JSON.stringify(value)),
  };
}

it('the grouping and the filter of the history are there again after a restart of the window', () => {
  const state = aMemento();
  const first = createHistoryLook(state);
  assert.deepEqual([first.grouping, first.filter], ['day', '']);
  first.change({ grouping: 'connection' });
  first.change({ filter: ' state:failed room ' });

  commandsRun.length = 0;
  const again = createHistoryLook(state);
  assert.deepEqual([again.grouping, again.filter], ['connection', 'state:failed room']);
  assert.deepEqual(commandsRun, [['setContext', 'polyai.historyFiltered', true]]);
});

it('a look of the history that nobody knows is the usual one', () => {
  const { grouping, filter } = createHistoryLook(aMemento('{"grouping":"moon","filter":7}'));
  assert.deepEqual([grouping, filter], ['day', '']);
});
