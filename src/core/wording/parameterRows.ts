import type { Conversation } from '../conversation/conversation.ts';
import { toVisibleLine } from '../text/visibleText.ts';

/** The parameters that were set, by the names of the wire, the values on one line each. */
export function toParameterRows(parameters: Conversation['parameters']): (readonly [string, string])[] {
  const named = {
    variant_id: parameters.variantId,
    channel: parameters.channel,
    asr_lang_code: parameters.asrLangCode,
    tts_lang_code: parameters.ttsLangCode,
    integration_attributes: parameters.integrationAttributes,
    initial_message: parameters.initialMessage,
  };
  return Object.entries(named).flatMap(([name, value]) =>
    value ? [[name, toVisibleLine(value)] as const] : [],
  );
}
