import { parseTree, type Node } from 'jsonc-parser';
import type { CreateChatParameters, JsonObjectText } from '../chatApi/chatClient.ts';

/**
 * The create parameters in a pasted body, or undefined when the body is not a JSON object. The attributes are
 * cut out of the text rather than written anew, so that large numbers stay as they were pasted.
 */
export function parsePastedParameters(body: string): CreateChatParameters | undefined {
  // Bytes that were no UTF-8, or half a character: what would be sent is not what was meant.
  if (/[\uFFFD\p{Surrogate}]/u.test(body)) return undefined;
  let root: Node | undefined;
  try {
    JSON.parse(body);
    root = parseTree(body);
  } catch {
    // Not JSON, or nested deeper than the stack.
    return undefined;
  }
  if (root?.type !== 'object') return undefined;
  const texts = new Map<string, string>();
  let integrationAttributes: JsonObjectText | undefined;
  for (const { children: [key, value] = [] } of root.children ?? []) {
    if (key === undefined || value === undefined) continue;
    if (value.type === 'string' && value.value !== '') texts.set(String(key.value), String(value.value));
    if (key.value === 'integration_attributes' && value.type === 'object') {
      integrationAttributes = body.slice(value.offset, value.offset + value.length) as JsonObjectText;
    }
  }
  const parameters: CreateChatParameters = {
    variantId: texts.get('variant_id'),
    channel: texts.get('channel'),
    asrLangCode: texts.get('asr_lang_code'),
    ttsLangCode: texts.get('tts_lang_code'),
    integrationAttributes,
    initialMessage: texts.get('initial_message'),
  };
  return withoutUndefined(parameters);
}

function withoutUndefined(parameters: CreateChatParameters): CreateChatParameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}
