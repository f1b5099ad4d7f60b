import { type AttributeRow, toAttributeRows } from '../chatApi/attributesText.ts';
import type { CreateChatParameters } from '../chatApi/chatClient.ts';

/** What is being typed into the form "New Chat": exactly as typed, valid or not, so that nothing is ever lost. */
export interface NewChatDraft {
  readonly connectionId?: string | undefined;
  readonly channel: string;
  readonly variantId: string;
  readonly asrLangCode: string;
  readonly ttsLangCode: string;
  /** Which of the two below is what the user means; the other is stale until the view is switched. */
  readonly attributesView: 'grid' | 'json';
  readonly attributeRows: readonly AttributeRow[];
  readonly attributesText: string;
  readonly initialMessage: string;
  /** `initialMessage` is said as the first turn after create, because newer servers ignore the field. */
  readonly sendsAsFirstTurn: boolean;
}

/** Far above what anyone types, and below what a message or a file should carry. In characters. */
export const longestField = 10_000;
export const longestAttributesText = 1_000_000;
/** A grid of more lines would stand still while typing; the JSON view takes any number. */
export const mostAttributeRows = 1000;

export const emptyNewChatDraft: NewChatDraft = {
  channel: '',
  variantId: '',
  asrLangCode: '',
  ttsLangCode: '',
  attributesView: 'grid',
  attributeRows: [],
  attributesText: '',
  initialMessage: '',
  sendsAsFirstTurn: false,
};

/** A draft and when it was last touched (ms since 1970): of two copies the newer one is what the user typed. */
export interface EditedDraft {
  readonly draft: NewChatDraft;
  readonly editedAtMs: number;
}

/** A draft saved under a name. It names a connection by its id and holds no secret. */
export interface NewChatPreset {
  readonly name: string;
  readonly draft: NewChatDraft;
}

/** The draft that would create this chat again. Browser-safe, as all of this file. */
export function toNewChatDraft(connectionId: string, parameters: CreateChatParameters): NewChatDraft {
  const attributesText = parameters.integrationAttributes ?? '';
  const attributeRows = toAttributeRows(attributesText).rows ?? [];
  const fits = attributeRows.length <= mostAttributeRows;
  return {
    connectionId,
    channel: parameters.channel ?? '',
    variantId: parameters.variantId ?? '',
    asrLangCode: parameters.asrLangCode ?? '',
    ttsLangCode: parameters.ttsLangCode ?? '',
    attributesView: fits ? 'grid' : 'json',
    attributeRows: fits ? attributeRows : [],
    attributesText,
    initialMessage: parameters.initialMessage ?? '',
    sendsAsFirstTurn: false,
  };
}
