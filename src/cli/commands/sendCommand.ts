import { readContent, requireConversationId } from '../callFlags.ts';
import { sendFlags } from '../commandFlags.ts';
import type { ExitCode } from '../exitCodes.ts';
import type { ParsedFlags } from '../flags.ts';
import { readAttributes } from '../readAttributes.ts';
import { readTextInput } from '../readText.ts';
import { reportCall, runCall } from '../runCall.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usageError.ts';

/** `polyai-chat send`: one message, or none to fetch a delayed reply, and the reply on stdout. */
export function send(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  return runCall(
    {
      name: 'send',
      flags: sendFlags,
      prepare: async (flags) => {
        const conversationId = requireConversationId(flags, 'send');
        checkMessageFlags(flags);
        const content = await readContent(flags, surroundings);
        const metadata = await readAttributes(
          {
            name: 'metadata',
            pairs: [],
            json: flags.text('metadata'),
            file: flags.text('metadata-file'),
          },
          surroundings,
        );
        const message = await readMessage(flags.text('message'), surroundings);
        return async (connected) => {
          const { service, connection, target, options } = connected;
          const { id } = await service.continue(connection, conversationId);
          return reportCall(
            connected,
            await service.send({ ...options, id, target, message, metadata, ...content }),
          );
        };
      },
    },
    args,
    surroundings,
  );
}

/** To send nothing has a meaning of its own, so it must be said: a variable of a script may just be empty. */
function checkMessageFlags(flags: ParsedFlags<'message' | 'delayed'>): void {
  if (flags.has('message') && flags.has('delayed')) {
    throw new UsageError('Give either --message or --delayed, not both.');
  }
  if (!flags.has('message') && !flags.has('delayed')) throw emptyMessage('There is no message.');
}

async function readMessage(
  text: string | undefined,
  surroundings: Surroundings,
): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const message = text === '-' ? (await readTextInput(surroundings)).trimEnd() : text;
  if (message.trim() === '') throw emptyMessage('The message is empty.');
  return message;
}

function emptyMessage(sentence: string): UsageError {
  return new UsageError(sentence, 'Give one with -m TEXT, or fetch a delayed reply with --delayed.');
}
