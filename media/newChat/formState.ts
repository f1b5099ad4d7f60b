import {
  type AttributeRow,
  fromAttributeRows,
  toAttributeRows,
} from '../../src/core/chatApi/attributesText.ts';
import {
  emptyNewChatDraft,
  mostAttributeRows,
  type NewChatDraft,
} from '../../src/core/newChat/newChatDraft.ts';
import type { NewChatState, ToNewChat } from '../../src/protocol/newChat.ts';

/** All that the form shows, but for what is being typed this very moment in the browser's own controls. */
export interface FormState extends Omit<NewChatState, 'l10nContents'> {
  readonly selectedPreset: string;
  /** What a preset or Clear took away, until the next edit. */
  readonly replaced: ReplacedDraft | undefined;
  /** Create was asked for and refused: every problem is shown, not only those of fields already left. */
  readonly refused: boolean;
  /** Rows whose problems may be shown, because the user has been there and gone on. */
  readonly leftRows: readonly number[];
  readonly leftText: boolean;
  /** How many attributes the JSON has, after the grid was asked for and cannot show so many. */
  readonly tooManyRows: number | undefined;
}

export interface ReplacedDraft {
  readonly draft: NewChatDraft;
  readonly by: 'clear' | 'other';
}

export type FormAction =
  | ToNewChat
  | { readonly type: 'edit'; readonly change: Partial<NewChatDraft> }
  | { readonly type: 'addRow' }
  | { readonly type: 'editRow'; readonly index: number; readonly change: Partial<AttributeRow> }
  | { readonly type: 'removeRow'; readonly index: number }
  | { readonly type: 'leaveRow'; readonly index: number }
  | { readonly type: 'leaveText' }
  | { readonly type: 'switchView'; readonly view: NewChatDraft['attributesView'] }
  | { readonly type: 'applyPreset'; readonly name: string }
  | { readonly type: 'clear' }
  | { readonly type: 'undo' }
  | { readonly type: 'sent' }
  | { readonly type: 'refuse' };

const emptyAttributeRow: AttributeRow = { key: '', type: 'text', value: '' };

export function toFormState(state: NewChatState): FormState {
  const { l10nContents: _, ...shown } = state;
  return {
    ...shown,
    selectedPreset: '',
    replaced: undefined,
    refused: false,
    leftRows: [],
    leftText: false,
    tooManyRows: undefined,
  };
}

/** Every change of the form. Pure: what leaves the form is decided by comparing before and after. */
export function reduceForm(state: FormState, action: FormAction): FormState {
  const { draft } = state;
  const edit = (change: Partial<NewChatDraft>, more: Partial<FormState> = {}): FormState => ({
    ...state,
    replaced: undefined,
    tooManyRows: undefined,
    ...more,
    draft: { ...draft, ...change },
  });

  switch (action.type) {
    case 'state':
      return { ...toFormState(action.state), selectedPreset: state.selectedPreset };
    case 'draft':
      return replace(state, action.draft, '');
    case 'connections': {
      const [only, ...others] = action.connections;
      const known = action.connections.some(({ id }) => id === draft.connectionId);
      const chosen = known || !only || others.length > 0 ? draft : { ...draft, connectionId: only.id };
      return { ...state, connections: action.connections, draft: chosen };
    }
    case 'presets':
      return {
        ...state,
        presets: action.presets,
        selectedPreset: action.selected ?? findPreset(action.presets, state.selectedPreset)?.name ?? '',
      };
    case 'result':
      return {
        ...state,
        result: action.result,
        refused: action.result.kind === 'none' && state.refused,
      };
    case 'sent':
      return { ...state, sentDraft: draft, result: { kind: 'running', elapsedMs: 0 }, refused: false };

    case 'edit':
      return edit(action.change);
    case 'addRow':
      return edit({ attributeRows: [...draft.attributeRows, emptyAttributeRow] });
    case 'editRow':
      return edit({
        attributeRows: draft.attributeRows.map((row, index) =>
          index === action.index ? { ...row, ...action.change } : row,
        ),
      });
    case 'removeRow':
      return edit(
        { attributeRows: draft.attributeRows.filter((_, index) => index !== action.index) },
        {
          leftRows: state.leftRows
            .filter((index) => index !== action.index)
            .map((index) => (index > action.index ? index - 1 : index)),
        },
      );
    case 'leaveRow':
      return state.leftRows.includes(action.index)
        ? state
        : { ...state, leftRows: [...state.leftRows, action.index] };
    case 'leaveText':
      return state.leftText ? state : { ...state, leftText: true };

    case 'switchView':
      return switchView(state, action.view);
    case 'applyPreset': {
      const preset = findPreset(state.presets, action.name);
      return preset ? replace(state, preset.draft, preset.name) : { ...state, selectedPreset: '' };
    }
    case 'clear':
      return replace(state, { ...emptyNewChatDraft, connectionId: draft.connectionId }, '', 'clear');
    case 'undo':
      return state.replaced
        ? { ...state, draft: state.replaced.draft, replaced: undefined, selectedPreset: '' }
        : state;
    default:
      return { ...state, refused: true };
  }
}

export function findPreset(presets: FormState['presets'], name: string) {
  return presets.find((preset) => preset.name === name);
}

/** But for the connection. */
export function saysTheSame(one: NewChatDraft, other: NewChatDraft): boolean {
  const keys = Object.keys(emptyNewChatDraft) as (keyof NewChatDraft)[];
  return keys.every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]));
}

/** Takes the draft as it is, but keeps the connection when the draft's own is gone or was never named. */
function replace(
  state: FormState,
  next: NewChatDraft,
  selectedPreset: string,
  by: ReplacedDraft['by'] = 'other',
): FormState {
  const known = state.connections.some((connection) => connection.id === next.connectionId);
  const draft = known ? next : { ...next, connectionId: state.draft.connectionId };
  // Another connection alone replaces nothing that was typed.
  if (saysTheSame(state.draft, draft)) {
    return { ...state, draft, selectedPreset: selectedPreset || state.selectedPreset };
  }
  return {
    ...state,
    draft,
    replaced: { draft: state.draft, by },
    selectedPreset,
    refused: false,
    leftRows: [],
    leftText: false,
    tooManyRows: undefined,
  };
}

/** Turns one view's value into the other's. What cannot be turned stays where it is, and says why. */
function switchView(state: FormState, view: NewChatDraft['attributesView']): FormState {
  const { draft } = state;
  if (view === draft.attributesView) return state;
  if (view === 'json') {
    const text = toText(draft);
    if (text === undefined) return { ...state, leftRows: draft.attributeRows.map((_, index) => index) };
    return { ...state, draft: { ...draft, attributesView: view, attributesText: text }, leftText: false };
  }
  const { rows } = toAttributeRows(draft.attributesText);
  if (rows === undefined) return { ...state, leftText: true };
  if (rows.length > mostAttributeRows) return { ...state, tooManyRows: rows.length };
  return { ...state, draft: { ...draft, attributesView: view, attributeRows: rows }, leftRows: [] };
}

/** The text of the rows. Rows that still say what the text says leave it as the user laid it out. */
function toText({ attributeRows, attributesText }: NewChatDraft): string | undefined {
  const { text } = fromAttributeRows(attributeRows);
  const { rows } = toAttributeRows(attributesText);
  return rows && text === fromAttributeRows(rows).text ? attributesText : text;
}
