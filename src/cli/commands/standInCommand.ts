import { cleanSecret } from '../../core/connection/credentials.ts';
import { demoScriptText } from '../../standInAgent/demoScript.ts';
import { faultNames, isFaultName, type FaultName } from '../../standInAgent/faults.ts';
import { type StandInAgent, startStandInAgent } from '../../standInAgent/standInAgent.ts';
import { standInFlags } from '../commandFlags.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { parseFlags } from '../flags.ts';
import { humanStandInReport, jsonStandInReport } from '../reports/standInReport.ts';
import { readScript } from '../readScript.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usageError.ts';

/** `polyai-chat stand-in`: serves until Ctrl+C and then leaves nothing. */
export async function standIn(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const flags = parseFlags('stand-in', standInFlags, args);
  if (flags.has('print-script')) {
    surroundings.writeOut(demoScriptText);
    return exitCodes.ok;
  }
  const port = readPort(flags.text('port'));
  const fault = readFault(flags.text('fault'));
  const script = await readScript(flags.text('script'), surroundings);
  const apiKey = readFixed(surroundings.env['POLYAI_API_KEY']);
  const token = readFixed(surroundings.env['POLYAI_TOKEN']);
  const anyCredentials = !flags.has('strict') && (apiKey === undefined || token === undefined);

  const agent = await start({ port, script, apiKey, token, acceptAnyCredentials: anyCredentials });
  agent.setFault(fault);
  const report = flags.has('json') ? jsonStandInReport(surroundings) : humanStandInReport(surroundings);
  report.started({
    origin: agent.origin,
    accountId: agent.accountId,
    projectId: agent.projectId,
    // A value that came from the environment is the person's own secret, so it is not repeated.
    apiKey: apiKey === undefined ? agent.apiKey : undefined,
    token: token === undefined ? agent.token : undefined,
    anyCredentials,
  });
  agent.onDidAnswer((request) => report.answered(request));

  await aborted(surroundings.signal);
  await agent.close();
  return exitCodes.ok;
}

async function start(options: Parameters<typeof startStandInAgent>[0]): Promise<StandInAgent> {
  try {
    return await startStandInAgent(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const port = options?.port ?? 0;
    if (code === 'EADDRINUSE') {
      throw new UsageError(
        `Port ${port} is in use.`,
        'Choose another one, or leave --port out to get a free one.',
      );
    }
    if (code === 'EACCES') throw new UsageError(`Port ${port} may not be used by you.`);
    throw error;
  }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError('--port needs a number from 0 to 65535.');
}

function readFault(name: string | undefined): FaultName | undefined {
  if (name === undefined || isFaultName(name)) return name;
  throw new UsageError(`There is no fault of that name. The names are: ${faultNames.join(', ')}.`);
}

function readFixed(value: string | undefined): string | undefined {
  const secret = cleanSecret(value ?? '');
  return secret === '' ? undefined : secret;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
