import { runCommandLine } from '../../../src/cli/commandLine.ts';
import type { Prompt } from '../../../src/cli/prompt.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly standardInput?: string | undefined;
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
    readTextFile: async (path) => {
      const text = options.files?.[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
    readStandardInput: () => Promise.resolve(options.standardInput ?? ''),
    openPrompt: prompt === undefined ? undefined : () => Promise.resolve(prompt),
    signal: options.signal ?? new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}
