import { requireConversationId } from './callFlags.ts';
import { closeFlags } from './commandFlags.ts';
import { closeConversation } from './closeConversation.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { runCall } from './runCall.ts';
import type { Surroundings } from './surroundings.ts';

/** `polyai-chat close`: harmless when the conversation is already over. */
export function close(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  return runCall(
    {
      name: 'close',
      kind: 'close',
      flags: closeFlags,
      prepare: async (flags) => {
        const conversationId = requireConversationId(flags, 'close');
        return async ({ client, target, options, report }) => {
          const result = await closeConversation(client, target, conversationId, options);
          report.closed(target, conversationId, result);
          return result.kind === 'unconfirmed' ? exitCodes.callFailed : exitCodes.ok;
        };
      },
    },
    args,
    surroundings,
  );
}
