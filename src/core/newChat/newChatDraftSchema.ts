import * as v from 'valibot';
import { attributeTypes } from '../chatApi/attributesText.ts';
import { longestAttributesText, longestField, type EditedDraft, type NewChatDraft } from './newChatDraft.ts';

// Room for what the form itself refuses with a sentence, and for what a terminal has sent and is created again here: it
// must still be kept, so that nothing is lost.
const longText = v.pipe(v.string(), v.maxLength(4 * longestAttributesText));

/** A draft as it comes from the webview or from a file. */
export const newChatDraftSchema: v.GenericSchema<unknown, NewChatDraft> = v.object({
  connectionId: v.optional(longText),
  channel: longText,
  variantId: longText,
  asrLangCode: longText,
  ttsLangCode: longText,
  attributesView: v.picklist(['grid', 'json']),
  attributeRows: v.pipe(
    v.array(v.object({ key: longText, type: v.picklist(attributeTypes), value: longText })),
    v.maxLength(longestField),
  ),
  attributesText: longText,
  initialMessage: longText,
  // Drafts and presets of before have no such field.
  sendsAsFirstTurn: v.optional(v.boolean(), false),
});

export const editedDraftSchema: v.GenericSchema<unknown, EditedDraft> = v.object({
  draft: newChatDraftSchema,
  editedAtMs: v.pipe(v.number(), v.finite()),
});

/** For a preset store: a draft, or undefined for anything else. */
export function parseStoredDraft(value: unknown): NewChatDraft | undefined {
  const parsed = v.safeParse(newChatDraftSchema, value);
  return parsed.success ? parsed.output : undefined;
}
