import type { Node } from 'jsonc-parser';
import { readJsonTree } from '../common/jsonProblems.ts';
import { parseAttributesText } from '../chatApi/attributesText.ts';
import type { Turn } from './conversation.ts';
import type { TurnContent } from '../chatApi/chatClient.ts';

/** What a turn said, to say it once more: its message, and the extra fields as they stand in its request. */
export function toRepeatedContent(turn: Turn): TurnContent {
  const body = turn.exchange?.requestBody ?? '';
  const root = body === '' ? undefined : readJsonTree(body);
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
