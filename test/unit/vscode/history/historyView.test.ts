import assert from 'node:assert/strict';
import { it } from 'node:test';
import { made } from '../editorDouble.ts';
import { leaveRows, rowsAtHand } from '../../../../src/core/conversation/rowsAtHand.ts';
import { aConversation, aPlace } from '../../core/history/fixtures.ts';

const { createHistoryView } = await import('../../../../src/vscode/history/historyView.ts');

it('the rows that are selected are at hand while the person is in the view, sees it, and they are there', () => {
  using place = aPlace();
  const history = place.open();
  for (const id of ['a', 'b']) history.save(aConversation({ id }));
  const view = createHistoryView(history, { grouping: 'day', filter: '', change: () => undefined });
  const tree = made.view;
  assert.ok(tree);
  const rows = ['a', 'b'].map((conversationId) => ({ kind: 'conversation', conversationId }));
  try {
    assert.deepEqual(rowsAtHand.selected(), []);
    tree.select([...rows, { kind: 'older' }]);
    assert.deepEqual(rowsAtHand.selected(), ['a', 'b']);
    leaveRows();
    assert.deepEqual(rowsAtHand.selected(), []);
    tree.select(rows);
    tree.visible = false;
    assert.deepEqual(rowsAtHand.selected(), []);
    tree.visible = true;
    history.delete(['a']);
    assert.deepEqual(rowsAtHand.selected(), ['b']);
  } finally {
    view.dispose();
  }
});
