import type { CreateChatParameters } from '../core/chatApi/chatClient.ts';
import type { callFlags, contentFlags, createFlags } from './commandFlags.ts';
import type { ParsedFlags } from './flags.ts';
import { readAttributes } from './readAttributes.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

export type CallFlag = keyof typeof callFlags;

const defaultTimeoutSeconds = 60;
const longestTimeoutSeconds = 3600;

/** The total deadline of each call, in seconds. */
export function readTimeout(flags: ParsedFlags<'timeout'>): number {
  const text = flags.text('timeout');
  if (text === undefined) return defaultTimeoutSeconds;
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds > 0 && seconds <= longestTimeoutSeconds) return seconds;
  throw new UsageError(`--timeout needs a number of seconds above 0 and up to ${longestTimeoutSeconds}.`);
}

export type ContentFlag = keyof typeof contentFlags;

export async function readContent(flags: ParsedFlags<ContentFlag>, surroundings: Surroundings) {
  return {
    asrLangCode: flags.text('asr-lang'),
    ttsLangCode: flags.text('tts-lang'),
    integrationAttributes: await readAttributes(
      {
        name: 'attributes',
        pairs: flags.texts('attribute'),
        json: flags.text('attributes'),
        file: flags.text('attributes-file'),
      },
      surroundings,
    ),
  };
}

export type CreateFlag = keyof typeof createFlags;

export async function readCreateParameters(
  flags: ParsedFlags<CreateFlag>,
  surroundings: Surroundings,
): Promise<CreateChatParameters> {
  return {
    variantId: flags.text('variant'),
    channel: flags.text('channel'),
    initialMessage: flags.text('initial-message'),
    ...(await readContent(flags, surroundings)),
  };
}

/** The id of an existing conversation; undefined when the flag is not there. */
export function readConversationId(flags: ParsedFlags<'conversation'>): string | undefined {
  const id = flags.text('conversation')?.trim();
  if (id === '') throw new UsageError('--conversation needs a value.');
  return id;
}

export function requireConversationId(flags: ParsedFlags<'conversation'>, command: string): string {
  const id = readConversationId(flags);
  if (id !== undefined) return id;
  throw new UsageError(
    `${command} needs --conversation ID.`,
    'The id stands in the reply of “polyai-chat create”.',
  );
}
