import * as v from 'valibot';
import type { FromBroadcast } from '../../protocol/broadcast.ts';
import { composerDraftSchema, editedComposerDraftSchema } from '../conversation/parseConversationMessage.ts';

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const onColumn = { key: number };
const onCell = { key: number, row: number };

const messageSchema: v.GenericSchema<unknown, FromBroadcast> = v.variant('type', [
  v.strictObject({ type: v.literal('ready'), sealed: v.optional(v.string()) }),
  v.strictObject({ type: v.literal('areYouThere') }),
  v.strictObject({ type: v.literal('draftChanged'), edited: editedComposerDraftSchema }),
  v.strictObject({ type: v.picklist(['send', 'fetchDelayedReply']), draft: composerDraftSchema }),
  v.strictObject({ type: v.picklist(['cancel', 'closeAll', 'saveAsChatTest']) }),
  v.strictObject({
    type: v.picklist(['compareWith', 'sayAgain', 'takeOut', 'continueAlone']),
    ...onColumn,
  }),
  v.strictObject({ type: v.picklist(['open', 'showWhole']), ...onCell }),
]);

/** A message of the protocol; undefined for anything else that the webview says. */
export function parseBroadcastMessage(value: unknown): FromBroadcast | undefined {
  const parsed = v.safeParse(messageSchema, value);
  return parsed.success ? parsed.output : undefined;
}
