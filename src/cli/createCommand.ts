import { readCreateParameters } from './callFlags.ts';
import { createFlags } from './commandFlags.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { runCall } from './runCall.ts';
import type { Surroundings } from './surroundings.ts';

/** `polyai-chat create`: one call, its reply on stdout. */
export function create(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  return runCall(
    {
      name: 'create',
      kind: 'create',
      flags: createFlags,
      prepare: async (flags) => {
        const parameters = await readCreateParameters(flags, surroundings);
        return async ({ client, target, options, report }) => {
          report.answered('create', target, await client.create(target, parameters, options));
          return exitCodes.ok;
        };
      },
    },
    args,
    surroundings,
  );
}
