import * as v from 'valibot';
import {
  type ComposerDraft,
  type EditedComposerDraft,
  type FromConversation,
  longestMessage,
  panelActions,
  snippetKinds,
  turnParts,
} from '../../protocol/conversation.ts';

// Room for what the panel itself refuses with a sentence: it must still be kept, so that nothing typed is lost.
const typed = v.pipe(v.string(), v.maxLength(4 * longestMessage));
const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const composerDraftSchema: v.GenericSchema<unknown, ComposerDraft> = v.strictObject({
  text: typed,
  integrationAttributes: typed,
  metadata: typed,
  asrLangCode: typed,
  ttsLangCode: typed,
});

export const editedComposerDraftSchema: v.GenericSchema<unknown, EditedComposerDraft> = v.strictObject({
  draft: composerDraftSchema,
  editedAtMs: v.pipe(v.number(), v.finite()),
  afterTurns: index,
});

const messageSchema: v.GenericSchema<unknown, FromConversation> = v.variant('type', [
  // What the webview kept may be from another version: it is asked for, not insisted on.
  v.strictObject({
    type: v.literal('ready'),
    saved: v.fallback(v.optional(editedComposerDraftSchema), undefined),
    sealed: v.optional(v.string()),
  }),
  v.strictObject({ type: v.literal('areYouThere') }),
  v.strictObject({ type: v.literal('draftChanged'), edited: editedComposerDraftSchema }),
  v.strictObject({ type: v.literal('send'), draft: composerDraftSchema }),
  v.strictObject({ type: v.literal('fetchDelayedReply'), draft: composerDraftSchema }),
  v.strictObject({ type: v.literal('cancel') }),
  v.strictObject({ type: v.literal('close') }),
  v.strictObject({
    type: v.literal('act'),
    action: v.picklist(panelActions),
    index: v.optional(index),
  }),
  v.strictObject({ type: v.literal('showWhole'), index, part: v.picklist(turnParts) }),
  v.strictObject({ type: v.literal('showCall'), index }),
  v.strictObject({ type: v.literal('showLatency') }),
  v.strictObject({ type: v.literal('copySnippet'), index, kind: v.picklist(snippetKinds) }),
  v.strictObject({ type: v.literal('copyConversationId') }),
  v.strictObject({ type: v.literal('copyCorrelationId'), index }),
  v.strictObject({ type: v.literal('copyTranscript') }),
  v.strictObject({ type: v.literal('copyUnsentText'), text: typed }),
  v.strictObject({ type: v.literal('openInStudio') }),
  v.strictObject({ type: v.literal('openRaw') }),
  v.strictObject({ type: v.literal('openOriginal') }),
  v.strictObject({ type: v.literal('openReplay') }),
  v.strictObject({ type: v.literal('openAsText') }),
  v.strictObject({ type: v.literal('saveAsChatTest') }),
  v.strictObject({ type: v.literal('openLink'), url: v.pipe(v.string(), v.maxLength(8192)) }),
]);

/** A message of the protocol; undefined for anything else that the webview says. */
export function parseConversationMessage(value: unknown): FromConversation | undefined {
  const parsed = v.safeParse(messageSchema, value);
  return parsed.success ? parsed.output : undefined;
}

/** What a panel kept by itself. */
export function parseEditedComposerDraft(value: unknown): EditedComposerDraft | undefined {
  const parsed = v.safeParse(editedComposerDraftSchema, value);
  return parsed.success ? parsed.output : undefined;
}
