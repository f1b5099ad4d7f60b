import type { Environment } from '../core/connection/connection.ts';

/**
 * What the form "New Chat" and the editor say to each other. The form holds no truth but what is being typed;
 * it asks for its whole state when it is ready. No secret ever crosses: a connection is named by its id.
 */

/** What is being typed, kept by the editor after every change so that it survives a reload and a crash. */
export interface NewChatDraft {
  readonly connectionId: string | undefined;
  readonly channel: string;
  readonly variantId: string;
  readonly asrLangCode: string;
  readonly ttsLangCode: string;
  /** The JSON view's text, also when it is not valid yet: nothing typed is lost. */
  readonly attributesText: string;
  readonly attributesView: 'grid' | 'json';
  readonly initialMessage: string;
}

export const emptyNewChatDraft: NewChatDraft = {
  connectionId: undefined,
  channel: '',
  variantId: '',
  asrLangCode: '',
  ttsLangCode: '',
  attributesText: '',
  attributesView: 'grid',
  initialMessage: '',
};

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

export interface NewChatPreset {
  readonly name: string;
  readonly draft: NewChatDraft;
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
  | { readonly kind: 'running'; readonly startedAtMs: number }
  | {
      readonly kind: 'answered';
      readonly conversationLocalId: string;
      readonly conversationId: string;
      readonly reply: string;
      readonly latencyMs: number;
      /** "ended by the agent", "handed off to …": said when create's own reply ended the conversation. */
      readonly note?: string | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly remedy?: string | undefined;
      readonly correlationId?: string | undefined;
      readonly latencyMs?: number | undefined;
    };

export interface NewChatState {
  readonly draft: NewChatDraft;
  readonly connections: readonly NewChatConnection[];
  readonly presets: readonly NewChatPreset[];
  readonly suggestions: NewChatSuggestions;
  readonly result: NewChatResult;
  /** The webview's own strings in the user's language (see `@vscode/l10n`). */
  readonly l10nContents?: Readonly<Record<string, string | string[]>> | undefined;
}

export type ToNewChat =
  | { readonly type: 'state'; readonly state: NewChatState }
  | { readonly type: 'connections'; readonly connections: readonly NewChatConnection[] }
  | { readonly type: 'presets'; readonly presets: readonly NewChatPreset[]; readonly selected?: string }
  | { readonly type: 'result'; readonly result: NewChatResult };

export type FromNewChat =
  | { readonly type: 'ready' }
  | { readonly type: 'draftChanged'; readonly draft: NewChatDraft }
  | { readonly type: 'create'; readonly draft: NewChatDraft }
  | { readonly type: 'cancel' }
  | { readonly type: 'copyAsCurl'; readonly draft: NewChatDraft }
  | { readonly type: 'copyConversationId' }
  | { readonly type: 'openConversation' }
  | { readonly type: 'addConnection' }
  | { readonly type: 'savePreset'; readonly draft: NewChatDraft }
  | { readonly type: 'deletePreset'; readonly name: string };
