import { redactorOfEnvironment } from '../core/connection/environmentSecrets.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { HelpRequest, nearName } from './flags.ts';
import type { Surroundings } from './surroundings.ts';
import { toTerminalText } from './terminalText.ts';
import { chatUsage, closeUsage, createUsage, sendUsage } from './callUsage.ts';
import { historyUsage } from './commands/historyUsage.ts';
import { mergeReportsUsage, testUsage } from './commands/testUsage.ts';
import { standInUsage, usage } from './usage.ts';
import { UsageError } from './usageError.ts';
import { version } from './version.ts';

type Command = (args: readonly string[], surroundings: Surroundings) => Promise<ExitCode>;

interface NamedCommand {
  /** Each is loaded when it is asked for: what runs tests is most of the program, and closing a chat needs none of it. */
  readonly load: () => Promise<Command>;
  readonly usage: () => string;
}

const commands: Readonly<Record<string, NamedCommand>> = {
  create: { load: async () => (await import('./commands/createCommand.ts')).create, usage: createUsage },
  send: { load: async () => (await import('./commands/sendCommand.ts')).send, usage: sendUsage },
  close: { load: async () => (await import('./commands/closeCommand.ts')).close, usage: closeUsage },
  chat: { load: async () => (await import('./commands/chatCommand.ts')).chat, usage: chatUsage },
  test: { load: async () => (await import('./commands/testCommand.ts')).test, usage: testUsage },
  'merge-reports': {
    load: async () => (await import('./commands/mergeReportsCommand.ts')).mergeReportFiles,
    usage: mergeReportsUsage,
  },
  history: { load: async () => (await import('./commands/historyCommand.ts')).history, usage: historyUsage },
  'stand-in': {
    load: async () => (await import('./commands/standInCommand.ts')).standIn,
    usage: standInUsage,
  },
};

/** Runs one command and says how it ended. Rejects only for what is a defect of ours. */
export async function runCommandLine(args: readonly string[], given: Surroundings): Promise<ExitCode> {
  const [first, ...rest] = args;
  const surroundings: Surroundings = {
    ...given,
    // What was typed in a wrong place is named in many a sentence.
    writeError: (text) => given.writeError(redactorOfEnvironment(given.env)(text)),
  };
  try {
    if (first === undefined) {
      surroundings.writeError(usage());
      return exitCodes.usage;
    }
    if (first === '--version' || first === '-V') {
      surroundings.writeOut(`${version}\n`);
      return exitCodes.ok;
    }
    if (isHelp(first)) {
      surroundings.writeOut(commandOf(rest[0])?.usage() ?? usage());
      return exitCodes.ok;
    }
    const command = commandOf(first);
    if (command === undefined) {
      const help = 'Run “polyai-chat --help” to see the commands.';
      const near = nearName(first, Object.keys(commands));
      // Not its words: what stands in a wrong place may be a secret.
      throw new UsageError(
        first.startsWith('-')
          ? 'The command comes first, and its flags after it.'
          : 'There is no such command.',
        near === undefined ? help : `Is ${near} meant? ${help}`,
      );
    }
    return await runUnlessHelp(command, rest, surroundings);
  } catch (error) {
    // Ctrl+C while standard input was read: nothing has been sent yet.
    if (isAbort(error) && surroundings.signal.aborted) return exitCodes.interrupted;
    if (!(error instanceof UsageError)) throw error;
    surroundings.writeError(`${[error.message, error.remedy ?? ''].map(toTerminalText).join(' ').trim()}\n`);
    return exitCodes.usage;
  }
}

async function runUnlessHelp(
  { load, usage: usageOfCommand }: NamedCommand,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  try {
    const run = await load();
    return await run(args, surroundings);
  } catch (error) {
    if (!(error instanceof HelpRequest)) throw error;
    surroundings.writeOut(usageOfCommand());
    return exitCodes.ok;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function commandOf(name: string | undefined) {
  return name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h' || word === 'help';
}
