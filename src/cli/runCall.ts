import type { CallOptions } from '../core/chatApi/chatClient.ts';
import { createHttpChatClient } from '../core/chatApi/httpChatClient.ts';
import { redactorOfEnvironment } from '../core/connection/environmentSecrets.ts';
import { HumanError } from '../core/common/humanError.ts';
import type { ConnectionSnapshot, Conversation } from '../core/conversation/conversation.ts';
import { type CallFlag, readTimeout } from './callFlags.ts';
import { callFlags } from './commandFlags.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exitCodes.ts';
import { type FlagKinds, type ParsedFlags, parseFlags } from './flags.ts';
import { createMemoryService, type MemoryService } from './memoryService.ts';
import { type NamedTarget, readTarget, toConnection } from './readTarget.ts';
import { type CallReport, humanReport, jsonReport } from './reports/callReport.ts';
import { closeResultOf, settledCall } from './settledCall.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';
import { version } from './version.ts';

/** A command that calls the Chat API. */
export interface CallCommand<Name extends string> {
  readonly name: string;
  readonly flags: FlagKinds<Name>;
  /** Reads everything that can be wrong, before anything is sent. What it returns makes the calls. */
  prepare(flags: ParsedFlags<Name | CallFlag>): Promise<(connected: Connected) => Promise<ExitCode>>;
}

export interface Connected {
  readonly service: MemoryService;
  readonly connection: ConnectionSnapshot;
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
      const client = createHttpChatClient({ transport: transport.send, userAgent: `polyai-chat/${version}` });
      const service = createMemoryService(client, redactorOfEnvironment(surroundings.env));
      return await run({ service, connection: toConnection(target), target, options, report });
    } finally {
      await transport.close();
    }
  } catch (error) {
    // What the engine refuses, it refuses before anything was sent.
    const told = error instanceof HumanError ? new UsageError(error.message, error.remedy) : error;
    if (told instanceof UsageError) {
      const redact = redactorOfEnvironment(surroundings.env);
      report.misused(new UsageError(redact(told.message), told.remedy && redact(told.remedy)));
    }
    throw told;
  }
}

/** Tells what became of the one call of a command. */
export function reportCall({ report, target }: Connected, conversation: Conversation): ExitCode {
  const call = settledCall(conversation);
  report.settled(target, call);
  const { turn } = call;
  if (turn.kind === 'close' && closeResultOf(call) === 'alreadyOver') return exitCodes.ok;
  if (turn.error !== undefined) return exitCodeOf(turn.error);
  return turn.state === 'answered' ? exitCodes.ok : exitCodes.callFailed;
}
