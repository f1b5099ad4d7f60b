import * as l10n from '@vscode/l10n';
import type { CreateChatParameters } from '../chatApi/chatClient.ts';
import { parseJsonObject } from '../common/jsonObject.ts';
import { toVisibleLine } from '../text/visibleText.ts';

/** In characters: a variant or a channel is a word, and the line has room for five of them. */
const longestValue = 40;

/**
 * What a conversation was created with, on one line; undefined when nothing was set. `isAsLastTime`: the person did not
 * enter it for this one.
 */
export function toParameterText(
  { variantId, channel, asrLangCode, ttsLangCode, integrationAttributes }: CreateChatParameters,
  { isAsLastTime }: { readonly isAsLastTime: boolean },
): string | undefined {
  const shown = (value: string) => toVisibleLine(value, longestValue);
  const count = Object.keys(parseJsonObject(integrationAttributes ?? '') ?? {}).length;
  const parts = [
    variantId && l10n.t('variant {0}', shown(variantId)),
    channel && shown(channel),
    asrLangCode && l10n.t('hears {0}', shown(asrLangCode)),
    ttsLangCode && l10n.t('speaks {0}', shown(ttsLangCode)),
    count === 1 ? l10n.t('1 attribute') : count > 1 ? l10n.t('{0} attributes', count) : '',
  ].filter(Boolean);
  if (parts.length === 0) return undefined;
  const text = parts.join(' · ');
  return isAsLastTime ? l10n.t('As last time: {0}', text) : text;
}
