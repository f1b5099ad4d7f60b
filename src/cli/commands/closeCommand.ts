import { requireConversationId } from '../callFlags.ts';
import { closeFlags } from '../commandFlags.ts';
import type { ExitCode } from '../exitCodes.ts';
import { reportCall, runCall } from '../runCall.ts';
import type { Surroundings } from '../surroundings.ts';

/** `polyai-chat close`: harmless when the conversation is already over. */
export function close(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  return runCall(
    {
      name: 'close',
      flags: closeFlags,
      prepare: async (flags) => {
        const conversationId = requireConversationId(flags, 'close');
        return async (connected) => {
          const { service, connection, target, options } = connected;
          const { id } = await service.continue(connection, conversationId);
          return reportCall(connected, await service.close({ ...options, id, target }));
        };
      },
    },
    args,
    surroundings,
  );
}
