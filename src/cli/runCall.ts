import type { CallOptions, ChatClient } from '../core/chatApi/chatClient.ts';
import { ChatError } from '../core/chatApi/chatError.ts';
import { createHttpChatClient } from '../core/chatApi/httpChatClient.ts';
import { type CallFlag, readTimeout } from './callFlags.ts';
import { type CallReport, humanReport, jsonReport } from './callReport.ts';
import { callFlags } from './commandFlags.ts';
import { type ExitCode, exitCodeOf } from './exitCodes.ts';
import type { CallKind } from './failureText.ts';
import { type FlagKinds, type ParsedFlags, parseFlags } from './flags.ts';
import { type NamedTarget, readTarget } from './readTarget.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';
import { version } from './version.ts';

/** A command that calls the Chat API. */
export interface CallCommand<Name extends string> {
  readonly name: string;
  /** The call whose failure it reports when `run` rejects with a ChatError. */
  readonly kind: CallKind;
  readonly flags: FlagKinds<Name>;
  /** Reads everything that can be wrong, before anything is sent. What it returns makes the calls. */
  prepare(flags: ParsedFlags<Name | CallFlag>): Promise<(connected: Connected) => Promise<ExitCode>>;
}

export interface Connected {
  readonly client: ChatClient;
  readonly target: NamedTarget;
  readonly options: CallOptions;
  readonly report: CallReport;
}

export async function runCall<Name extends string>(
  command: CallCommand<Name>,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const report = args.includes('--json') ? jsonReport(surroundings) : humanReport(surroundings);
  try {
    const kinds = { ...command.flags, ...callFlags } as FlagKinds<Name | CallFlag>;
    const flags = parseFlags(command.name, kinds, args);
    const run = await command.prepare(flags);
    const options = { signal: surroundings.signal, timeoutSeconds: readTimeout(flags) };
    const target = readTarget(surroundings.env, command.name);
    // Loaded now, so that the help of a command does not wait for a whole HTTP client.
    const { createTransport } = await import('./transport.ts');
    const transport = createTransport(target.origin, surroundings.env);
    try {
      const client = createHttpChatClient({ fetch: transport.fetch, userAgent: `polyai-chat/${version}` });
      return await run({ client, target, options, report });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      report.failed(command.kind, target, error);
      return exitCodeOf(error);
    } finally {
      await transport.close();
    }
  } catch (error) {
    if (error instanceof UsageError) report.misused(error);
    throw error;
  }
}
