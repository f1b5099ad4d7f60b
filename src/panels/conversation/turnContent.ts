import { parseAttributesText } from '../../core/chatApi/attributesText.ts';
import type { TurnContent } from '../../core/chatApi/chatClient.ts';
import type { ComposerDraft } from '../../protocol/conversation.ts';

/** What a draft means, or undefined when one of its JSON fields holds something that cannot be sent. */
export function toTurnContent(draft: ComposerDraft): TurnContent | undefined {
  const attributes = parseAttributesText(draft.integrationAttributes);
  const metadata = parseAttributesText(draft.metadata);
  if (attributes.problems.length > 0 || metadata.problems.length > 0) return undefined;
  return {
    // Sent to the letter: it is what the user says.
    message: draft.text.trim() === '' ? undefined : draft.text,
    integrationAttributes: attributes.value,
    metadata: metadata.value,
    asrLangCode: draft.asrLangCode.trim() || undefined,
    ttsLangCode: draft.ttsLangCode.trim() || undefined,
  };
}
