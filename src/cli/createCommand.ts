import * as l10n from '@vscode/l10n';
import type { CreateChatParameters } from '../core/chatApi/chatClient.ts';
import { ChatError } from '../core/chatApi/chatError.ts';
import { createHttpChatClient } from '../core/chatApi/httpChatClient.ts';
import { type CallReport, humanReport, jsonReport } from './callReport.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { type FlagKind, type ParsedFlags, parseFlags } from './flags.ts';
import { readAttributes } from './readAttributes.ts';
import { readTarget } from './readTarget.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';
import { version } from './version.ts';

const flagKinds = {
  variant: 'text',
  channel: 'text',
  'asr-lang': 'text',
  'tts-lang': 'text',
  attribute: 'texts',
  attributes: 'text',
  'attributes-file': 'text',
  'initial-message': 'text',
  timeout: 'text',
  json: 'switch',
} as const satisfies Record<string, FlagKind>;

const defaultTimeoutSeconds = 60;
const longestTimeoutSeconds = 3600;

/** `polyai-chat create`: one call, its reply on stdout. */
export async function create(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const report: CallReport = args.includes('--json') ? jsonReport(surroundings) : humanReport(surroundings);
  try {
    const flags = parseFlags('create', flagKinds, args);
    const parameters = await readParameters(flags, surroundings);
    const timeoutSeconds = readTimeout(flags.text('timeout'));
    const target = readTarget(surroundings.env);
    // Loaded now, so that the help of a command does not wait for a whole HTTP client.
    const { createTransport } = await import('./transport.ts');
    const transport = createTransport(target.origin, surroundings.env);
    try {
      const client = createHttpChatClient({ fetch: transport.fetch, userAgent: `polyai-chat/${version}` });
      report.answered(
        target,
        await client.create(target, parameters, { signal: surroundings.signal, timeoutSeconds }),
      );
      return exitCodes.ok;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      report.failed(target, error);
      if (error.reason === 'cancelled') return exitCodes.interrupted;
      return error.reason === 'invalidRequest' ? exitCodes.usage : exitCodes.callFailed;
    } finally {
      await transport.close();
    }
  } catch (error) {
    if (error instanceof UsageError) report.misused(error);
    throw error;
  }
}

async function readParameters(
  flags: ParsedFlags<keyof typeof flagKinds>,
  { readTextFile }: Surroundings,
): Promise<CreateChatParameters> {
  return {
    variantId: flags.text('variant'),
    channel: flags.text('channel'),
    asrLangCode: flags.text('asr-lang'),
    ttsLangCode: flags.text('tts-lang'),
    initialMessage: flags.text('initial-message'),
    integrationAttributes: await readAttributes(
      {
        pairs: flags.texts('attribute'),
        json: flags.text('attributes'),
        file: flags.text('attributes-file'),
      },
      readTextFile,
    ),
  };
}

function readTimeout(text: string | undefined): number {
  if (text === undefined) return defaultTimeoutSeconds;
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds > 0 && seconds <= longestTimeoutSeconds) return seconds;
  throw new UsageError(
    l10n.t('--timeout needs a number of seconds above 0 and up to {0}.', longestTimeoutSeconds),
  );
}
