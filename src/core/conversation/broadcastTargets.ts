import * as l10n from '@vscode/l10n';
import type { CreateChatParameters } from '../chatApi/chatClient.ts';
import type { Connection } from '../connection/connection.ts';
import { type BroadcastTarget, mostTargets } from './broadcast.ts';

/** What conversations of a broadcast are created with beside a connection; as typed, a list for each. */
export interface TargetLists {
  readonly variants: string;
  readonly languages: string;
  readonly channels: string;
}

/** Stands for "nothing" in a list, so that an agent with and without a variant can be compared. */
const none = '-';

/** The values of a list, each once; one that is not set when there is none. */
function parseTargetList(typed: string): readonly (string | undefined)[] {
  const values = typed
    .split(/[,;\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
  const distinct = [...new Set(values)].map((value) => (value === none ? undefined : value));
  return distinct.length === 0 ? [undefined] : distinct;
}

export function countTargets(connections: number, { variants, languages, channels }: TargetLists): number {
  return [variants, languages, channels].reduce(
    (count, list) => count * parseTargetList(list).length,
    connections,
  );
}

/** Why so many cannot be had, as a sentence. */
export function targetProblem(count: number): string | undefined {
  if (count > mostTargets) {
    return l10n.t(
      'That makes {0} conversations, and {1} at once are the most. Take fewer values.',
      count,
      mostTargets,
    );
  }
  return count === 0 ? l10n.t('Tick at least one connection.') : undefined;
}

export function targetCountText(count: number): string {
  return count === 1 ? l10n.t('Makes 1 conversation.') : l10n.t('Makes {0} conversations.', count);
}

/** Each connection with each variant in each language on each channel; what else there is comes from `base`. */
export function toTargets(
  connections: readonly Connection[],
  { variants, languages, channels }: TargetLists,
  base: CreateChatParameters = {},
): readonly BroadcastTarget[] {
  return connections.flatMap((connection) =>
    parseTargetList(variants).flatMap((variantId) =>
      parseTargetList(languages).flatMap((language) =>
        parseTargetList(channels).map((channel) => ({
          connection,
          parameters: {
            ...base,
            variantId,
            channel,
            asrLangCode: language,
            ttsLangCode: language,
          },
        })),
      ),
    ),
  );
}
