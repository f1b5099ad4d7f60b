import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type FormAction,
  type FormState,
  reduceForm,
  toFormState,
} from '../../../../media/newChat/formState.ts';
import { isSameRequest } from '../../../../media/newChat/sameRequest.ts';
import { controlOf, shownProblems } from '../../../../media/newChat/shownProblems.ts';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import {
  emptyNewChatDraft,
  type NewChatDraft,
  toNewChatDraft,
} from '../../../../src/core/newChat/newChatDraft.ts';
import { parseNewChatDraft } from '../../../../src/core/newChat/parseNewChatDraft.ts';
import type { NewChatConnection } from '../../../../src/protocol/newChat.ts';

const connection = (id: string): NewChatConnection => ({
  id,
  name: id,
  environment: 'sandbox',
  regionLabel: 'uk-1',
  createUrl: `https://api.uk-1.platform.polyai.app/v1/acme/${id}/chat/create`,
  hasCredentials: true,
});

function formWith(draft: Partial<NewChatDraft>, more: Partial<FormState> = {}): FormState {
  const state = toFormState({
    draft: { ...emptyNewChatDraft, connectionId: 'hotel', ...draft },
    connections: [connection('hotel'), connection('bank')],
    presets: [],
    suggestions: { channels: [], languages: [], variants: [] },
    result: { kind: 'none' },
    language: 'en',
  });
  return { ...state, ...more };
}

const after = (state: FormState, ...actions: readonly FormAction[]) => actions.reduce(reduceForm, state);
const toGrid: FormAction = { type: 'switchView', view: 'grid' };
const toJson: FormAction = { type: 'switchView', view: 'json' };

describe('two views of the attributes', () => {
  const text =
    '{ "id": "12345", "order": 12345678901234567890, "vip": true, "none": null, "n": {"a": [1.10]} }';

  test('the grid shows each value with its type, to the letter', () => {
    const { draft } = after(formWith({ attributesView: 'json', attributesText: text }), toGrid);
    assert.deepEqual(draft.attributeRows, [
      { key: 'id', type: 'text', value: '12345' },
      { key: 'order', type: 'number', value: '12345678901234567890' },
      { key: 'vip', type: 'boolean', value: 'true' },
      { key: 'none', type: 'null', value: '' },
      { key: 'n', type: 'json', value: '{"a": [1.10]}' },
    ]);
  });

  test('looking at the grid and back leaves the JSON as it was laid out', () => {
    const { draft } = after(formWith({ attributesView: 'json', attributesText: text }), toGrid, toJson);
    assert.equal(draft.attributesText, text);
  });

  test('a change in the grid is in the JSON', () => {
    const { draft } = after(
      formWith({ attributesView: 'json', attributesText: '{"a": 1}' }),
      toGrid,
      { type: 'editRow', index: 0, change: { value: '2' } },
      { type: 'addRow' },
      { type: 'editRow', index: 1, change: { key: 'b', type: 'boolean', value: 'false' } },
      toJson,
    );
    assert.deepEqual(JSON.parse(draft.attributesText), { a: 2, b: false });
  });

  test('emptied in the JSON, the grid is empty too', () => {
    const { draft } = after(
      formWith({ attributeRows: [{ key: 'a', type: 'text', value: 'x' }] }),
      toJson,
      { type: 'edit', change: { attributesText: '' } },
      toGrid,
    );
    assert.deepEqual(draft.attributeRows, []);
  });

  test('invalid JSON refuses the grid, says why at the field, and keeps every letter', () => {
    const broken = formWith({ attributesView: 'json', attributesText: '{ "a": ' });
    const refused = after(broken, toGrid);
    assert.deepEqual(refused.draft, broken.draft);
    const [problem] = shownProblems(refused, parseNewChatDraft(refused.draft, refused.connections).problems);
    assert.equal(problem && controlOf(problem), 'attributes-text');
  });

  test('a row with a problem refuses the JSON, says why at the row, and keeps every letter', () => {
    const broken = formWith({ attributeRows: [{ key: 'a', type: 'number', value: '12a' }] });
    const refused = after(broken, toJson);
    assert.deepEqual(refused.draft, broken.draft);
    const [problem] = shownProblems(refused, parseNewChatDraft(refused.draft, refused.connections).problems);
    assert.equal(problem && controlOf(problem), 'attribute-value-0');
  });

  test('walking through the types keeps what was typed', () => {
    const { draft } = after(
      formWith({ attributeRows: [{ key: 'a', type: 'text', value: '12345' }] }),
      { type: 'editRow', index: 0, change: { type: 'null' } },
      { type: 'editRow', index: 0, change: { type: 'number' } },
    );
    assert.deepEqual(draft.attributeRows, [{ key: 'a', type: 'number', value: '12345' }]);
  });
});

describe('when a problem is shown', () => {
  const rows = [
    { key: '', type: 'text', value: 'x' },
    { key: '', type: 'text', value: 'y' },
  ] as const;
  const shown = (state: FormState) =>
    shownProblems(state, parseNewChatDraft(state.draft, state.connections).problems).map(({ row }) => row);

  test('not while its row is being typed, but once it was left', () => {
    const state = formWith({ attributeRows: rows });
    assert.deepEqual(shown(state), []);
    assert.deepEqual(shown(after(state, { type: 'leaveRow', index: 1 })), [1]);
  });

  test('it follows its row when one above is removed', () => {
    const state = after(
      formWith({ attributeRows: rows }),
      { type: 'leaveRow', index: 1 },
      { type: 'removeRow', index: 0 },
    );
    assert.deepEqual(shown(state), [0]);
  });

  test('every one when Create was refused, until something was sent', () => {
    const refused = after(formWith({ attributeRows: rows }), { type: 'refuse' });
    assert.deepEqual(shown(refused), [0, 1]);
    const sent = after(refused, { type: 'result', result: { kind: 'running', elapsedMs: 0 } });
    assert.deepEqual(shown(sent), []);
  });
});

describe('what replaces the fields', () => {
  const preset = { name: 'VIP guest', draft: { ...emptyNewChatDraft, connectionId: 'gone', channel: 'sms' } };

  test('a preset keeps the connection when its own is gone, and can be undone', () => {
    const before = formWith({ channel: 'webchat' }, { presets: [preset] });
    const applied = after(before, { type: 'applyPreset', name: 'VIP guest' });
    assert.equal(applied.draft.channel, 'sms');
    assert.equal(applied.draft.connectionId, 'hotel');
    assert.equal(applied.selectedPreset, 'VIP guest');
    assert.deepEqual(after(applied, { type: 'undo' }).draft, before.draft);
  });

  test('Clear empties all but the connection, and can be undone', () => {
    const before = formWith({ channel: 'sms', attributeRows: [{ key: 'a', type: 'text', value: 'b' }] });
    const cleared = after(before, { type: 'clear' });
    assert.deepEqual(cleared.draft, { ...emptyNewChatDraft, connectionId: 'hotel' });
    assert.deepEqual(after(cleared, { type: 'undo' }).draft, before.draft);
  });

  test('typing on ends the offer to undo', () => {
    const state = after(
      formWith({ channel: 'sms' }),
      { type: 'clear' },
      { type: 'edit', change: { channel: 'api' } },
    );
    assert.equal(state.replaced, undefined);
  });

  test('another connection alone replaces nothing that was typed', () => {
    const before = formWith({ channel: 'sms' });
    const state = after(before, { type: 'draft', draft: { ...before.draft, connectionId: 'bank' } });
    assert.equal(state.draft.connectionId, 'bank');
    assert.equal(state.replaced, undefined);
  });

  test('the first connection ever added is chosen', () => {
    const none = formWith({ connectionId: undefined }, { connections: [] });
    const state = after(none, { type: 'connections', connections: [connection('bank')] });
    assert.equal(state.draft.connectionId, 'bank');
  });

  test('Undo says what it takes back', () => {
    const before = formWith({ channel: 'api' }, { presets: [preset] });
    assert.equal(after(before, { type: 'clear' }).replaced?.by, 'clear');
    assert.equal(after(before, { type: 'applyPreset', name: preset.name }).replaced?.by, 'other');
  });

  test('the same preset chosen again takes back what was changed since', () => {
    const state = after(
      formWith({}, { presets: [preset] }),
      { type: 'applyPreset', name: preset.name },
      { type: 'edit', change: { channel: 'carrier pigeon' } },
      { type: 'applyPreset', name: preset.name },
    );
    assert.equal(state.draft.channel, preset.draft.channel);
  });

  test('more attributes than a grid can show stay in the JSON, which says how many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 12_000 }, (_, index) => [`key_${index}`, index]));
    const attributesText = JSON.stringify(many);
    const state = after(formWith({ attributesView: 'json', attributesText }), toGrid);
    assert.equal(state.draft.attributesView, 'json');
    assert.equal(state.tooManyRows, 12_000);
    assert.equal(
      toNewChatDraft('hotel', { integrationAttributes: attributesText as JsonObjectText }).attributesView,
      'json',
    );
  });

  test('a request is the same however it is shown, and another for another agent', () => {
    const { draft } = formWith({
      attributesView: 'json',
      attributesText: '{\n  "a": 1\n}',
      asrLangCode: 'en-US',
    });
    assert.ok(isSameRequest(draft, { ...draft, asrLangCode: ' en_us ' }));
    assert.ok(isSameRequest(draft, after(formWith(draft), toGrid).draft));
    assert.ok(!isSameRequest(draft, { ...draft, connectionId: 'bank' }));
    assert.ok(!isSameRequest(draft, { ...draft, attributesText: '{"a": 2}' }));
  });

  test('a deleted preset is no longer selected', () => {
    const state = formWith({}, { presets: [preset], selectedPreset: 'VIP guest' });
    assert.equal(after(state, { type: 'presets', presets: [] }).selectedPreset, '');
  });
});
