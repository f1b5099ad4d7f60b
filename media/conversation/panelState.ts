import type { ConnectionFigures } from '../../src/core/history/latencyFigures.ts';
import type {
  CallView,
  ConversationHeader,
  ConversationPanelState,
  ToConversation,
  TurnPart,
  TurnView,
} from '../../src/protocol/conversation.ts';

/** All that the panel shows but the composer, which keeps its own so that typing redraws nothing else. */
export interface PanelState {
  readonly header: ConversationHeader;
  readonly turns: readonly TurnView[];
  readonly language: string;
  /** Texts that were asked for as a whole, by turn. */
  readonly wholes: ReadonlyMap<number, WholeTexts>;
  readonly calls: ReadonlyMap<number, CallView>;
  readonly openCalls: ReadonlySet<number>;
  /** When a pending turn was sent, on the clock of `performance.now()`. */
  readonly sentAtMs: ReadonlyMap<number, number>;
  readonly markdown: boolean;
  /** How fast agents answered; undefined while the person does not want to see it. */
  readonly latency?: readonly ConnectionFigures[] | 'reading' | undefined;
  /** Is to come into view; another object each time. */
  readonly shownTurn?: { readonly index: number } | undefined;
  /** The extension's process does not answer any more. */
  readonly isEditorSilent: boolean;
  /** A turn is missing: the whole state has to be asked for again. */
  readonly hasGap: boolean;
}

export type WholeTexts = Readonly<Partial<Record<TurnPart, string>>>;

/** What changes the panel: the editor's messages about it, and the person's choices of how to look at it. */
export type PanelChange =
  | Extract<ToConversation, { type: 'turns' | 'header' | 'whole' | 'call' | 'showTurn' | 'latency' }>
  | { readonly type: 'toggleCall'; readonly index: number }
  | { readonly type: 'toggleLatency' }
  | { readonly type: 'forgetWhole'; readonly index: number; readonly part: TurnPart }
  | { readonly type: 'setMarkdown'; readonly markdown: boolean }
  | { readonly type: 'setEditorSilent'; readonly isSilent: boolean };

/** `nowMs` on the clock of `performance.now()`. How the person looks at it survives a new state. */
export function toPanelState(
  { header, turns, language }: ConversationPanelState,
  nowMs: number,
  before?: Pick<PanelState, 'markdown'>,
): PanelState {
  return {
    header,
    turns,
    language,
    wholes: new Map(),
    calls: new Map(),
    openCalls: new Set(),
    sentAtMs: withPending(new Map(), turns, nowMs),
    markdown: before?.markdown ?? false,
    isEditorSilent: false,
    hasGap: false,
  };
}

/** Every change of the panel. Pure; a turn that did not change stays the same object, so its row is not redrawn. */
export function reducePanel(state: PanelState, change: PanelChange, nowMs: number): PanelState {
  switch (change.type) {
    case 'turns':
      return withTurns({ ...state, header: change.header }, change.turns, nowMs);
    case 'header':
      return { ...state, header: change.header };
    case 'whole': {
      const { index, part, text } = change;
      return { ...state, wholes: changed(state.wholes, index, { ...state.wholes.get(index), [part]: text }) };
    }
    case 'forgetWhole': {
      const { [change.part]: _, ...kept } = state.wholes.get(change.index) ?? {};
      return { ...state, wholes: changed(state.wholes, change.index, kept) };
    }
    case 'call':
      return { ...state, calls: changed(state.calls, change.index, change.call) };
    case 'toggleCall': {
      const openCalls = new Set(state.openCalls);
      if (!openCalls.delete(change.index)) openCalls.add(change.index);
      return { ...state, openCalls };
    }
    case 'toggleLatency':
      return { ...state, latency: state.latency ? undefined : 'reading' };
    case 'latency':
      return state.latency ? { ...state, latency: change.connections } : state;
    case 'showTurn':
      return { ...state, shownTurn: { index: change.index } };
    case 'setMarkdown':
      return { ...state, markdown: change.markdown };
    case 'setEditorSilent':
      return { ...state, isEditorSilent: change.isSilent };
  }
}

function withTurns(state: PanelState, news: readonly TurnView[], nowMs: number): PanelState {
  const turns = [...state.turns];
  let { hasGap } = state;
  for (const turn of news) {
    if (turn.index > turns.length) hasGap = true;
    else turns[turn.index] = turn;
  }
  return {
    ...state,
    turns,
    // What was known about a turn before it changed is no longer true.
    wholes: without(state.wholes, news),
    calls: without(state.calls, news),
    hasGap,
    sentAtMs: withPending(state.sentAtMs, news, nowMs),
  };
}

/** A call that was already known to run goes on from when it began. */
function withPending(
  known: ReadonlyMap<number, number>,
  turns: readonly TurnView[],
  nowMs: number,
): ReadonlyMap<number, number> {
  const sentAtMs = new Map(known);
  for (const { index, state, elapsedMs = 0 } of turns) {
    if (state !== 'pending') sentAtMs.delete(index);
    else if (!sentAtMs.has(index)) sentAtMs.set(index, nowMs - elapsedMs);
  }
  return sentAtMs;
}

function changed<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

/** The same map when there is nothing to leave out. */
function without<V>(map: ReadonlyMap<number, V>, turns: readonly TurnView[]): ReadonlyMap<number, V> {
  const known = turns.filter(({ index }) => map.has(index));
  if (known.length === 0) return map;
  const kept = new Map(map);
  for (const { index } of known) kept.delete(index);
  return kept;
}
