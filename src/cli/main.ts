import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import process from 'node:process';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { runCommandLine } from './commandLine.ts';
import { exitCodes } from './exitCodes.ts';
import { createStandardOutput } from './standardOutput.ts';

const ending = new AbortController();
// Once: a second Ctrl+C ends the process the hard way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort());

// Where neither stream can be written to any more, there is nothing left to do about it.
process.stderr.on('error', () => undefined);
const writeError = (text: string) => process.stderr.write(text);
const output = createStandardOutput(process.stdout, {
  writeError,
  onFailure: () => (process.exitCode = exitCodes.callFailed),
});

/** What a pipe or a device may give; one that never ends is a name that a command may be given too. */
const longestStream = 256 * 1024 * 1024;

async function readNamedFile(path: string): Promise<Uint8Array> {
  if ((await stat(path)).isFile()) return readFile(path);
  const stream = addAbortSignal(ending.signal, createReadStream(path, { end: longestStream }));
  // A pipe without a writer is being opened until there is one, which the signal cannot stop.
  const ended = once(ending.signal, 'abort').then((): never => {
    throw ending.signal.reason;
  });
  const bytes = await Promise.race([buffer(stream), ended]);
  if (bytes.length > longestStream) throw new Error('too large');
  return bytes;
}

async function openPrompt() {
  const { openTerminalPrompt } = await import('./prompt.ts');
  // Where the replies are piped to somewhere, the questions still reach the person.
  const questions = process.stdout.isTTY ? process.stdout : process.stderr;
  return openTerminalPrompt({ input: process.stdin, output: questions, signal: ending.signal });
}

async function main(): Promise<void> {
  const exitCode = await runCommandLine(process.argv.slice(2), {
    env: process.env,
    writeOut: (text) => output.write(text),
    writeError,
    folder: process.cwd(),
    terminal:
      process.stdout.isTTY && process.env['CI'] === undefined
        ? { columns: process.stdout.columns }
        : undefined,
    readFile: readNamedFile,
    readStandardInput: () => buffer(addAbortSignal(ending.signal, process.stdin)),
    openPrompt: process.stdin.isTTY ? openPrompt : undefined,
    signal: ending.signal,
  });
  process.exitCode = output.hasFailed && exitCode === exitCodes.ok ? exitCodes.callFailed : exitCode;
  // A pipe that is being opened or read holds the process, and `process.exit` waits for it too.
  if (ending.signal.aborted) setTimeout(() => process.kill(process.pid, 'SIGINT'), 500).unref();
}

void main();
