import { parseTree, type Node } from 'jsonc-parser';
import { parseAttributesText } from '../../core/chatApi/attributesText.ts';
import type { RespondParameters } from '../../core/chatApi/chatClient.ts';
import type { Turn } from '../../core/conversation/conversation.ts';
import type { ComposerDraft } from '../../protocol/conversation.ts';

/** What one respond call says, without the conversation it belongs to. */
export type RespondContent = Omit<RespondParameters, 'conversationId'>;

/** What a draft means, or undefined when one of its JSON fields holds something that cannot be sent. */
export function toRespondContent(draft: ComposerDraft): RespondContent | undefined {
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

/** What a turn said, to say it once more: its message, and the extra fields as they stand in its request. */
export function toRepeatedContent(turn: Turn): RespondContent {
  const body = turn.exchange?.requestBody ?? '';
  const root = body === '' ? undefined : parseTree(body);
  const member = (name: string): Node | undefined =>
    root?.children?.find((property) => property.children?.[0]?.value === name)?.children?.[1];
  const source = (name: string) => {
    const node = member(name);
    // Its text and not its value, so that large numbers stay as they were typed.
    return node && parseAttributesText(body.slice(node.offset, node.offset + node.length)).value;
  };
  const word = (name: string) => {
    const value: unknown = member(name)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  return {
    message: turn.userText,
    integrationAttributes: source('integration_attributes'),
    metadata: source('metadata'),
    asrLangCode: word('asr_lang_code'),
    ttsLangCode: word('tts_lang_code'),
  };
}
