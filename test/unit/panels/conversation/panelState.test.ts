import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PanelState, reducePanel, toPanelState } from '../../../../media/conversation/panelState.ts';
import {
  type ConversationHeader,
  emptyComposerDraft,
  type TurnView,
} from '../../../../src/protocol/conversation.ts';
import { toCallView } from '../../../../src/panels/conversation/callView.ts';
import { toConversationHeader } from '../../../../src/panels/conversation/conversationHeader.ts';
import { toTurnView } from '../../../../src/panels/conversation/turnView.ts';
import { aConversation, anExchange, explain, nowMs, said } from './fixtures.ts';

const conversation = aConversation();
const header: ConversationHeader = toConversationHeader(conversation, {
  canCancel: false,
  canOpenInStudio: false,
});
const turns = conversation.turns.map((turn) => toTurnView(conversation, turn, explain, nowMs));
const start = (): PanelState =>
  toPanelState({ header, turns, draft: emptyComposerDraft, firstNews: 0, language: 'en' }, 1000);
const turn = (index: number, change: Partial<TurnView> = {}): TurnView => ({
  index,
  kind: 'respond',
  state: 'answered',
  hasCall: true,
  ...change,
});

describe('the panel', () => {
  it('takes a new turn and leaves the others the very same', () => {
    const next = reducePanel(start(), { type: 'turns', turns: [turn(2)], header }, 1000);
    assert.equal(next.turns.length, 3);
    assert.equal(next.turns[0], turns[0]);
    assert.equal(next.turns[1], turns[1]);
    assert.equal(next.hasGap, false);
  });

  it('replaces a turn that was answered', () => {
    const next = reducePanel(start(), { type: 'turns', turns: [turn(1, { note: 'new' })], header }, 1000);
    assert.equal(next.turns.length, 2);
    assert.equal(next.turns[1]?.note, 'new');
  });

  it('notices that it has missed a turn', () => {
    const next = reducePanel(start(), { type: 'turns', turns: [turn(5)], header }, 1000);
    assert.equal(next.turns.length, 2);
    assert.equal(next.hasGap, true);
  });

  it('counts the seconds of a pending turn from when it was sent, whatever comes later', () => {
    const pending = turn(2, { state: 'pending', elapsedMs: 400 });
    const sent = reducePanel(start(), { type: 'turns', turns: [pending], header }, 1000);
    assert.equal(sent.sentAtMs.get(2), 600);
    const again = reducePanel(sent, { type: 'turns', turns: [{ ...pending, elapsedMs: 0 }], header }, 5000);
    assert.equal(again.sentAtMs.get(2), 600);
    assert.equal(reducePanel(again, { type: 'turns', turns: [turn(2)], header }, 6000).sentAtMs.size, 0);
  });

  it('forgets the call and the whole texts of a turn that changed, and of no other', () => {
    const call = toCallView(said(1, 'x'), anExchange(), 'en');
    let state = reducePanel(start(), { type: 'call', index: 0, call }, 0);
    state = reducePanel(state, { type: 'call', index: 1, call }, 0);
    state = reducePanel(state, { type: 'whole', index: 1, part: 'agent', text: 'all' }, 0);
    state = reducePanel(state, { type: 'turns', turns: [turn(1)], header }, 0);
    assert.deepEqual([...state.calls.keys()], [0]);
    assert.equal(state.wholes.get(1), undefined);
  });

  it('keeps what was asked for when another turn comes', () => {
    const before = reducePanel(start(), { type: 'whole', index: 1, part: 'agent', text: 'all' }, 0);
    const after = reducePanel(before, { type: 'turns', turns: [turn(2)], header }, 0);
    assert.equal(after.wholes, before.wholes);
  });

  it('takes the figures of the latency only while they are wanted', () => {
    const figures = { type: 'latency', connections: [] } as const;
    assert.equal(reducePanel(start(), figures, 0).latency, undefined);
    const reading = reducePanel(start(), { type: 'toggleLatency' }, 0);
    assert.equal(reading.latency, 'reading');
    assert.deepEqual(reducePanel(reading, figures, 0).latency, []);
    assert.equal(reducePanel(reading, { type: 'latency', connections: undefined }, 0).latency, undefined);
    assert.equal(reducePanel(reading, { type: 'toggleLatency' }, 0).latency, undefined);
  });

  it('shows a whole text, and its beginning again', () => {
    const whole = reducePanel(start(), { type: 'whole', index: 1, part: 'agent', text: 'all' }, 0);
    assert.deepEqual(whole.wholes.get(1), { agent: 'all' });
    const less = reducePanel(whole, { type: 'forgetWhole', index: 1, part: 'agent' }, 0);
    assert.deepEqual(less.wholes.get(1), {});
  });

  it('opens and closes the raw view of a turn', () => {
    const open = reducePanel(start(), { type: 'toggleCall', index: 1 }, 0);
    assert.deepEqual([...open.openCalls], [1]);
    assert.deepEqual([...reducePanel(open, { type: 'toggleCall', index: 1 }, 0).openCalls], []);
  });

  it('goes on showing Markdown after a new state', () => {
    const state = reducePanel(start(), { type: 'setMarkdown', markdown: true }, 0);
    const again = { header, turns, draft: emptyComposerDraft, firstNews: 0, language: 'en' };
    assert.equal(toPanelState(again, 0, state).markdown, true);
  });
});
