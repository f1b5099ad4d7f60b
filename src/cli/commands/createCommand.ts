import { readCreateParameters } from '../callFlags.ts';
import { createFlags } from '../commandFlags.ts';
import type { ExitCode } from '../exitCodes.ts';
import { reportCall, runCall } from '../runCall.ts';
import type { Surroundings } from '../surroundings.ts';

/** `polyai-chat create`: one call, its reply on stdout. */
export function create(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  return runCall(
    {
      name: 'create',
      flags: createFlags,
      prepare: async (flags) => {
        const parameters = await readCreateParameters(flags, surroundings);
        return async (connected) => {
          const { service, connection, target, options } = connected;
          return reportCall(connected, await service.create({ ...options, connection, target, parameters }));
        };
      },
    },
    args,
    surroundings,
  );
}
