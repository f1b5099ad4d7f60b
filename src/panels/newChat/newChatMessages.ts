import * as v from 'valibot';
import { type EditedDraft, longestField } from '../../core/newChat/newChatDraft.ts';
import { editedDraftSchema, newChatDraftSchema } from '../../core/newChat/newChatDraftSchema.ts';
import type { FromNewChat } from '../../protocol/newChat.ts';

const name = v.pipe(v.string(), v.maxLength(longestField));

const schema: v.GenericSchema<unknown, FromNewChat> = v.variant('type', [
  // What the webview kept may be from another version: it is asked for, not insisted on.
  v.object({
    type: v.literal('ready'),
    saved: v.fallback(v.optional(editedDraftSchema), undefined),
    sealed: v.optional(v.string()),
  }),
  v.object({ type: v.literal('draftChanged'), edited: editedDraftSchema }),
  v.object({ type: v.literal('create'), draft: newChatDraftSchema }),
  v.object({ type: v.literal('cancel') }),
  v.object({ type: v.literal('copyAsCurl'), draft: newChatDraftSchema }),
  v.object({ type: v.literal('copyConversationId') }),
  v.object({ type: v.literal('copyCorrelationId') }),
  v.object({ type: v.literal('openConversation') }),
  v.object({ type: v.literal('addConnection') }),
  v.object({ type: v.literal('editConnection'), connectionId: name }),
  v.object({ type: v.literal('useStandInAgent') }),
  v.object({ type: v.literal('savePreset'), draft: newChatDraftSchema }),
  v.object({ type: v.literal('deletePreset'), name }),
]);

/** What the form kept by itself. */
export function parseEditedDraft(value: unknown): EditedDraft | undefined {
  const parsed = v.safeParse(editedDraftSchema, value);
  return parsed.success ? parsed.output : undefined;
}

/** A message of the form; undefined for anything else that the webview says, or larger than the form can make. */
export function parseFromNewChat(value: unknown): FromNewChat | undefined {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : undefined;
}
