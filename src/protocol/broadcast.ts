import type { CellMark } from '../core/conversation/broadcastRows.ts';
import type { ConversationState } from '../core/conversation/conversation.ts';
import type { FromComposer, LongText, ToConversation, TypedPanelState } from './conversation.ts';

/**
 * What the grid of a broadcast and the editor say to each other: its columns are conversations, its rows what was said
 * in all of them. The grid holds no truth but what is being typed. No secret ever crosses.
 */

/** What became of a message in one of the conversations. */
export interface CellView {
  /** `unsaid`: it has not been said there, and `waiting` is for the agent. */
  readonly state: 'answered' | 'waiting' | 'unsaid' | 'failed' | 'unknown';
  /** Untrusted. */
  readonly agent?: LongText | undefined;
  /** Sentences; they may quote the server. */
  readonly note?: string | undefined;
  readonly latencyMs?: number | undefined;
  /** Of one that is waited for, since it was sent. */
  readonly elapsedMs?: number | undefined;
  readonly mark?: CellMark | undefined;
  /** The button that says it once more, or what was missed; never pressed by itself. */
  readonly again?: string | undefined;
}

export interface RowView {
  /** 0 is the greeting. */
  readonly index: number;
  readonly user?: LongText | undefined;
  /** In the order of the columns; undefined where the conversation had ended before. */
  readonly cells: readonly (CellView | undefined)[];
}

export interface ColumnView {
  readonly key: number;
  /** What tells it from the others. */
  readonly name: string;
  readonly isLive: boolean;
  readonly state: ConversationState;
  readonly stateText: string;
  /** Why nothing more is said there. */
  readonly end?: string | undefined;
  /** Median of its answers. */
  readonly p50Ms?: number | undefined;
  /** Something can still be said in it. */
  readonly isOpen: boolean;
}

/** Everything around the cells. Small: it is sent again with every change. */
export interface BroadcastHead {
  /** Ours, of the conversations, in the order of the columns: what a reload brings back. */
  readonly ids: readonly string[];
  /** What is the same in all columns. */
  readonly common: string;
  readonly columns: readonly ColumnView[];
  /** The column that the others are compared with. */
  readonly reference: number;
  /** "3 of 4 answered, 1 differs" */
  readonly summary: string;
  readonly rowCount: number;
  /** Since when something is waited for, in milliseconds before now. */
  readonly waitingMs?: number | undefined;
  /** Nothing can be said until one has answered. */
  readonly isBusy: boolean;
  readonly openCount: number;
  /** Why no message can be sent. */
  readonly lock?: string | undefined;
}

export interface BroadcastState extends TypedPanelState {
  readonly head: BroadcastHead;
  readonly rows: readonly RowView[];
}

export type ToBroadcast =
  | { readonly type: 'state'; readonly state: BroadcastState }
  /** The rows that changed, new ones at their index. */
  | { readonly type: 'rows'; readonly head: BroadcastHead; readonly rows: readonly RowView[] }
  | { readonly type: 'whole'; readonly key: number; readonly row: number; readonly text: string }
  | Extract<ToConversation, { type: 'sent' | 'notSent' | 'here' }>;

export type FromBroadcast =
  | FromComposer
  | { readonly type: 'ready'; readonly sealed?: string | undefined }
  | { readonly type: 'areYouThere' }
  | { readonly type: 'compareWith'; readonly key: number }
  | { readonly type: 'sayAgain'; readonly key: number }
  | { readonly type: 'takeOut'; readonly key: number }
  /** Its own panel, and out of the grid. */
  | { readonly type: 'continueAlone'; readonly key: number }
  /** To look at it. */
  | { readonly type: 'open'; readonly key: number; readonly row: number }
  | { readonly type: 'showWhole'; readonly key: number; readonly row: number }
  | { readonly type: 'closeAll' }
  | { readonly type: 'saveAsChatTest' };
