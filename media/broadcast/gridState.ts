import type { BroadcastHead, BroadcastState, RowView, ToBroadcast } from '../../src/protocol/broadcast.ts';

/** All that the grid shows but the composer, which keeps its own so that typing redraws nothing else. */
export interface GridState {
  readonly head: BroadcastHead;
  /** What each row knows of the columns; the same object while nothing of it has changed. */
  readonly columns: GridColumns;
  readonly rows: readonly RowView[];
  /** Texts that were asked for as a whole, by column and row. */
  readonly wholes: ReadonlyMap<string, string>;
  readonly language: string;
  /** Since when something is waited for, on the clock of `performance.now()`. */
  readonly waitingSinceMs: number | undefined;
  /** The extension's process does not answer any more. */
  readonly isEditorSilent: boolean;
  /** A row is missing: the whole state has to be asked for again. */
  readonly hasGap: boolean;
}

export interface GridColumns {
  readonly keys: readonly number[];
  readonly names: readonly string[];
  readonly reference: number;
}

export type GridChange =
  | Extract<ToBroadcast, { type: 'rows' | 'whole' }>
  | { readonly type: 'forgetWhole'; readonly key: number; readonly row: number }
  | { readonly type: 'setEditorSilent'; readonly isSilent: boolean };

export const wholeKey = (key: number, row: number) => `${key}:${row}`;

export function toGridState({ head, rows, language }: BroadcastState, nowMs: number): GridState {
  return {
    head,
    columns: toColumns(head),
    rows,
    wholes: new Map(),
    language,
    waitingSinceMs: toSince(head, nowMs),
    isEditorSilent: false,
    hasGap: false,
  };
}

/** Pure; a row that did not change stays the same object, so that it is not redrawn. */
export function reduceGrid(state: GridState, change: GridChange, nowMs: number): GridState {
  switch (change.type) {
    case 'rows': {
      const { head } = change;
      const rows = state.rows.slice(0, head.rowCount);
      let { hasGap } = state;
      for (const row of change.rows) {
        if (row.index > rows.length) hasGap = true;
        else rows[row.index] = row;
      }
      const columns = toColumns(head);
      const isSame = JSON.stringify(columns) === JSON.stringify(state.columns);
      return {
        ...state,
        head,
        rows,
        hasGap,
        columns: isSame ? state.columns : columns,
        waitingSinceMs: toSince(head, nowMs),
      };
    }
    case 'whole':
    case 'forgetWhole': {
      const wholes = new Map(state.wholes);
      const at = wholeKey(change.key, change.row);
      if (change.type === 'whole') wholes.set(at, change.text);
      else wholes.delete(at);
      return { ...state, wholes };
    }
    case 'setEditorSilent':
      return { ...state, isEditorSilent: change.isSilent };
  }
}

function toColumns({ columns, reference }: BroadcastHead): GridColumns {
  return { keys: columns.map(({ key }) => key), names: columns.map(({ name }) => name), reference };
}

function toSince({ waitingMs }: BroadcastHead, nowMs: number): number | undefined {
  return waitingMs === undefined ? undefined : nowMs - waitingMs;
}
