import type { Environment } from '../core/connection/connection.ts';
import type { ConversationState, Turn } from '../core/conversation/conversation.ts';
import type { ConnectionFigures } from '../core/history/latencyFigures.ts';

/**
 * What the conversation panel and the editor say to each other. The panel holds no truth but what is being typed;
 * it asks for its whole state when it is ready and then gets one turn at a time. No secret ever crosses.
 */

/** Text of any length; of a long one only the beginning crosses until all of it is asked for. */
export interface LongText {
  /** Untrusted. */
  readonly text: string;
  /** How large the whole text is; undefined when `text` is all of it. */
  readonly whole?: { readonly bytes: number; readonly lines: number } | undefined;
}

/** What can be done about a turn or a conversation. Which ones make sense, the editor decides. */
export const panelActions = [
  'createAgain',
  'replay',
  'startFresh',
  'sendAgain',
  'closeAgain',
  'fixFailure',
  'fetchDelayedReply',
  'fork',
] as const;

export type PanelAction = (typeof panelActions)[number];

export interface OfferedAction {
  readonly action: PanelAction;
  readonly title: string;
  /** What will happen, where the title alone does not say it. */
  readonly hint?: string | undefined;
}

/** Why a turn has no reply. Both sentences may quote the server: untrusted. */
export interface FailureView {
  readonly message: string;
  readonly remedy?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly actions: readonly OfferedAction[];
}

/** One turn as it is shown. */
export interface TurnView {
  readonly index: number;
  readonly kind: Turn['kind'];
  readonly state: Turn['state'];
  readonly user?: LongText | undefined;
  readonly agent?: LongText | undefined;
  /** A sentence of ours: why nothing was said, or what became of the conversation. */
  readonly note?: string | undefined;
  readonly failure?: FailureView | undefined;
  /** What the reply suggests to do next. */
  readonly next?: OfferedAction | undefined;
  readonly latencyMs?: number | undefined;
  /** Of a pending turn, since it was sent. Not a time of day: the editor's clock may be another machine's. */
  readonly elapsedMs?: number | undefined;
  /** There is a call to look at. */
  readonly hasCall: boolean;
}

/** Everything around the transcript. Small: it is sent again with every turn. */
export interface ConversationHeader {
  readonly connectionName: string;
  readonly environment: Environment;
  readonly regionLabel: string;
  /** What it was created with, on one line. */
  readonly parameterText?: string | undefined;
  /** The server's, opaque; undefined when none was received. */
  readonly conversationId?: string | undefined;
  readonly state: ConversationState;
  /** In words, with destination and reason of a handoff. */
  readonly stateText: string;
  readonly turnCount: number;
  /** Median of the agent's answers, in milliseconds. */
  readonly p50Ms?: number | undefined;
  /** This one says the turns of another again; `canOpen` while that is in the history. */
  readonly replayOf?: { readonly canOpen: boolean } | undefined;
  /** Another one says the turns of this one again. */
  readonly hasReplay: boolean;
  readonly canClose: boolean;
  readonly canOpenInStudio: boolean;
  /** A call is running; `canCancel` when it is one of this window. */
  readonly running?: { readonly kind: Turn['kind']; readonly canCancel: boolean } | undefined;
  /** Why nothing more can be said, and what can be done instead. */
  readonly lock?: { readonly sentence: string; readonly actions: readonly OfferedAction[] } | undefined;
}

/** What is being typed: exactly as typed, valid or not. */
export interface ComposerDraft {
  readonly text: string;
  /** The extra fields of the documentation page, sent with each message as long as they are filled in. */
  readonly integrationAttributes: string;
  readonly metadata: string;
  readonly asrLangCode: string;
  readonly ttsLangCode: string;
}

export const emptyComposerDraft: ComposerDraft = {
  text: '',
  integrationAttributes: '',
  metadata: '',
  asrLangCode: '',
  ttsLangCode: '',
};

/** A draft and when it was last touched: of two copies the newer one is what the user typed. */
export interface EditedComposerDraft {
  readonly draft: ComposerDraft;
  /** Milliseconds since 1970. */
  readonly editedAtMs: number;
  /** How many turns there were then: if the next one says the same, this was sent. */
  readonly afterTurns: number;
}

/** In characters: far above what anyone says, below what a message or a file should carry. */
export const longestMessage = 1_000_000;

/** A call as it was sent and received, its secrets masked. All of it but `method` and `url` is untrusted. */
export interface CallView {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: readonly (readonly [name: string, value: string])[];
  readonly requestBody?: LongText | undefined;
  readonly status?: number | undefined;
  readonly responseHeaders: readonly (readonly [name: string, value: string])[];
  readonly responseBody?: LongText | undefined;
  /** For reading, in the user's language. */
  readonly startedAt: string;
  readonly latencyMs: number;
  readonly correlationId?: string | undefined;
  /** Fields of the response that no document names, as `handoff.queue`. */
  readonly unknownFields: readonly string[];
}

/** What every panel with a message box is told. */
export interface TypedPanelState {
  readonly draft: ComposerDraft;
  /** When the draft was touched last: what is typed now is later, whatever the clock says. */
  readonly editedAtMs?: number | undefined;
  /** What is typed may be kept outside memory, sealed with it; undefined when nothing may. */
  readonly sealKey?: string | undefined;
  /** BCP 47, for the form of numbers. */
  readonly language: string;
  /** The webview's own strings in the user's language (see `@vscode/l10n`). */
  readonly l10nContents?: Readonly<Record<string, string>> | undefined;
}

export interface ConversationPanelState extends TypedPanelState {
  readonly header: ConversationHeader;
  readonly turns: readonly TurnView[];
  /** From this turn on the person has not seen them: they are read out. */
  readonly firstNews: number;
}

export const snippetKinds = ['curl', 'fetch', 'python'] as const;

export type SnippetKind = (typeof snippetKinds)[number];

/** Which text of a turn is meant. */
export const turnParts = ['user', 'agent', 'request', 'response'] as const;

export type TurnPart = (typeof turnParts)[number];

export type ToConversation =
  | { readonly type: 'state'; readonly state: ConversationPanelState }
  /** The turns that changed, new ones at their index. */
  | { readonly type: 'turns'; readonly turns: readonly TurnView[]; readonly header: ConversationHeader }
  | { readonly type: 'header'; readonly header: ConversationHeader }
  /** The message is on its way and on disk: the composer may let go of this text. */
  | { readonly type: 'sent'; readonly text: string }
  /** The message was not taken (declined, or refused with an error of its own). It stays in the composer. */
  | { readonly type: 'notSent' }
  | { readonly type: 'whole'; readonly index: number; readonly part: TurnPart; readonly text: string }
  | { readonly type: 'call'; readonly index: number; readonly call: CallView }
  /** How fast agents answered, the one of this conversation first; undefined when the history could not be read. */
  | { readonly type: 'latency'; readonly connections: readonly ConnectionFigures[] | undefined }
  /** The keyboard goes to it: it was searched for. */
  | { readonly type: 'showTurn'; readonly index: number }
  /** From the palette. */
  | { readonly type: 'toggleMarkdown' }
  /** The answer to `areYouThere`. */
  | { readonly type: 'here' }
  /** The history does not have this conversation, or not any more. */
  | { readonly type: 'gone'; readonly sentence: string };

/** What a composer says, whatever it is that hears it. */
export type FromComposer = Extract<
  FromConversation,
  { type: 'draftChanged' | 'send' | 'fetchDelayedReply' | 'cancel' }
>;

export type FromConversation =
  /** What the webview kept by itself: newer than the editor's when that one crashed. */
  | {
      readonly type: 'ready';
      /** As earlier versions kept it, in clear. */
      readonly saved?: EditedComposerDraft | undefined;
      readonly sealed?: string | undefined;
    }
  /** Asked while something is waited for: the extension's process may have died. */
  | { readonly type: 'areYouThere' }
  | { readonly type: 'draftChanged'; readonly edited: EditedComposerDraft }
  | { readonly type: 'send'; readonly draft: ComposerDraft }
  | { readonly type: 'fetchDelayedReply'; readonly draft: ComposerDraft }
  | { readonly type: 'cancel' }
  | { readonly type: 'close' }
  | { readonly type: 'act'; readonly action: PanelAction; readonly index?: number | undefined }
  | { readonly type: 'showWhole'; readonly index: number; readonly part: TurnPart }
  | { readonly type: 'showCall'; readonly index: number }
  | { readonly type: 'showLatency' }
  | { readonly type: 'copySnippet'; readonly index: number; readonly kind: SnippetKind }
  | { readonly type: 'copyConversationId' }
  | { readonly type: 'copyCorrelationId'; readonly index: number }
  | { readonly type: 'copyTranscript' }
  | { readonly type: 'copyUnsentText'; readonly text: string }
  | { readonly type: 'openInStudio' }
  | { readonly type: 'openRaw' }
  | { readonly type: 'openOriginal' }
  | { readonly type: 'openReplay' }
  | { readonly type: 'openAsText' }
  | { readonly type: 'saveAsChatTest' }
  | { readonly type: 'openLink'; readonly url: string };
