import type { Environment } from '../core/connection/connection.ts';
import type { EditedDraft, NewChatDraft, NewChatPreset } from '../core/newChat/newChatDraft.ts';

/**
 * What the form "New Chat" and the editor say to each other. The form holds no truth but what is being typed;
 * it asks for its whole state when it is ready. No secret ever crosses: a connection is named by its id.
 */

export interface NewChatConnection {
  readonly id: string;
  readonly name: string;
  readonly environment: Environment;
  /** `uk-1`, or the host of a custom origin: for reading. */
  readonly regionLabel: string;
  /** The whole URL that create will be sent to, for the preview. */
  readonly createUrl: string;
  readonly hasCredentials: boolean;
}

/** The suggestions of the documentation and of the open ADK project; free text is always allowed. */
export interface NewChatSuggestions {
  readonly channels: readonly string[];
  /** The project's languages first. */
  readonly languages: readonly string[];
  /** Variant names of the ADK project. */
  readonly variants: readonly string[];
}

export type NewChatResult =
  | { readonly kind: 'none' }
  /** `elapsedMs` and not a time of day: the editor's clock may be another machine's. */
  | { readonly kind: 'running'; readonly elapsedMs: number }
  | {
      readonly kind: 'answered';
      /** The server's, opaque. */
      readonly conversationId: string;
      /** Untrusted: shown as text. */
      readonly reply: string;
      readonly latencyMs: number;
      /** The first message was said as a turn; `reply` and `latencyMs` are its own. */
      readonly firstTurn?: { readonly greeting: string; readonly said: string } | undefined;
      /** "The agent ended the conversation.": said when create's own reply was also the last one. */
      readonly note?: string | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly remedy?: string | undefined;
      readonly correlationId?: string | undefined;
      readonly latencyMs?: number | undefined;
      /** There is a record of it in the history that can be opened. */
      readonly canOpen: boolean;
    };

export interface NewChatState {
  readonly draft: NewChatDraft;
  /** When the draft was touched last: what is typed now is later, whatever the clock says. */
  readonly editedAtMs?: number | undefined;
  readonly connections: readonly NewChatConnection[];
  readonly presets: readonly NewChatPreset[];
  readonly suggestions: NewChatSuggestions;
  readonly result: NewChatResult;
  /** What `result` is the answer to. */
  readonly sentDraft?: NewChatDraft | undefined;
  /** What is typed may be kept outside memory, sealed with it: the editor writes what a webview saves into a file. */
  readonly sealKey?: string | undefined;
  /** BCP 47, for the names of languages and the form of numbers. */
  readonly language: string;
  /** The webview's own strings in the user's language (see `@vscode/l10n`). */
  readonly l10nContents?: Readonly<Record<string, string>> | undefined;
}

export type ToNewChat =
  | { readonly type: 'state'; readonly state: NewChatState }
  | { readonly type: 'draft'; readonly draft: NewChatDraft }
  | { readonly type: 'connections'; readonly connections: readonly NewChatConnection[] }
  | {
      readonly type: 'presets';
      readonly presets: readonly NewChatPreset[];
      readonly selected?: string | undefined;
    }
  | { readonly type: 'result'; readonly result: NewChatResult };

export type FromNewChat =
  /** What the webview kept by itself: newer than the editor's when that one crashed. */
  | {
      readonly type: 'ready';
      /** As earlier versions kept it, in clear. */
      readonly saved?: EditedDraft | undefined;
      readonly sealed?: string | undefined;
    }
  | { readonly type: 'draftChanged'; readonly edited: EditedDraft }
  | { readonly type: 'create'; readonly draft: NewChatDraft }
  | { readonly type: 'cancel' }
  | { readonly type: 'copyAsCurl'; readonly draft: NewChatDraft }
  | { readonly type: 'copyConversationId' }
  | { readonly type: 'copyCorrelationId' }
  | { readonly type: 'openConversation' }
  | { readonly type: 'addConnection' }
  | { readonly type: 'editConnection'; readonly connectionId: string }
  | { readonly type: 'useStandInAgent' }
  | { readonly type: 'savePreset'; readonly draft: NewChatDraft }
  | { readonly type: 'deletePreset'; readonly name: string };
