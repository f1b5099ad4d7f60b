import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import type { Prompt } from '../../../src/cli/prompt.ts';
import type { StandInAgent } from '../../../src/standInAgent/standInAgent.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A text stands for its UTF-8. */
  readonly files?: Readonly<Record<string, string | Uint8Array>> | undefined;
  /** A real folder: the command runs in it, and files are read from the disk. */
  readonly folder?: string | undefined;
  readonly standardInput?: string | Uint8Array | undefined;
  /** The person at the terminal; without one, standard input is no terminal. */
  readonly prompt?: Prompt | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sees what was written so far, each time something is. */
  readonly onWrite?: ((stdout: string) => void) | undefined;
}

/** The whole command line but the process: real HTTP, files from a record. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { prompt } = options;
  let stdout = '';
  let stderr = '';
  const exitCode = await runCommandLine(args, {
    env: options.env ?? {},
    writeOut: (text) => {
      stdout += text;
      options.onWrite?.(stdout);
    },
    writeError: (text) => {
      stderr += text;
    },
    folder: options.folder ?? process.cwd(),
    terminal: undefined,
    readFile: async (path) => {
      if (options.folder !== undefined) return readFile(path);
      const content = options.files?.[path];
      if (content === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
      return toBytes(content);
    },
    readStandardInput: () => Promise.resolve(toBytes(options.standardInput ?? '')),
    openPrompt: prompt === undefined ? undefined : () => Promise.resolve(prompt),
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

const toBytes = (content: string | Uint8Array) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** The environment in which the command line reaches this agent. */
export function toEnv({ origin, apiKey, token }: StandInAgent): Record<string, string> {
  return {
    POLYAI_REGION: origin,
    POLYAI_ACCOUNT_ID: 'acme',
    POLYAI_PROJECT_ID: 'hotel',
    POLYAI_API_KEY: apiKey,
    POLYAI_TOKEN: token,
  };
}

export function assertNoSecret({ stdout, stderr }: CliResult, { apiKey, token }: StandInAgent): void {
  for (const secret of [apiKey, token]) {
    for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      assert.ok(!stdout.includes(spelling) && !stderr.includes(spelling), 'a secret was shown');
    }
  }
}
