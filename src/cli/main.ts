import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import process from 'node:process';
import { addAbortSignal } from 'node:stream';
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

/** A terminal that only shows what is written, as Emacs's shell. */
const isPlain = process.env['TERM'] === 'dumb';

/** What a pipe or a device may give; one that never ends is a name that a command may be given too. */
const longestStream = 256 * 1024 * 1024;

async function readNamedFile(path: string): Promise<Uint8Array> {
  if ((await stat(path)).isFile()) return readFile(path);
  const stream = addAbortSignal(ending.signal, createReadStream(path));
  // A pipe without a writer is being opened until there is one, which the signal cannot stop.
  const ended = once(ending.signal, 'abort').then((): never => {
    throw ending.signal.reason;
  });
  return Promise.race([readStream(stream), ended]);
}

/** All of it, or the beginning of what is no text: a device may have no end. */
async function readStream(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    length += bytes.length;
    if (length > longestStream) throw new Error('too large');
    // The bytes that begin UTF-16.
    if (bytes.includes(0) && (chunks[0]?.[0] ?? 0) < 0xfe) break;
  }
  return Buffer.concat(chunks);
}

async function openPrompt() {
  const { openTerminalPrompt } = await import('./prompt.ts');
  // Where the replies are piped to somewhere, the questions still reach the person.
  const questions = process.stdout.isTTY ? process.stdout : process.stderr;
  const { signal } = ending;
  return openTerminalPrompt({ input: process.stdin, output: questions, signal, isPlain });
}

async function main(): Promise<void> {
  const exitCode = await runCommandLine(process.argv.slice(2), {
    env: process.env,
    writeOut: (text) => output.write(text),
    writeError,
    folder: process.cwd(),
    terminal:
      process.stdout.isTTY && process.env['CI'] === undefined && !isPlain
        ? // Some terminals say that they are 0 wide.
          { columns: process.stdout.columns || 80 }
        : undefined,
    readFile: readNamedFile,
    readStandardInput: () => readStream(addAbortSignal(ending.signal, process.stdin)),
    openPrompt: process.stdin.isTTY ? openPrompt : undefined,
    signal: ending.signal,
  });
  process.exitCode = output.hasFailed && exitCode === exitCodes.ok ? exitCodes.callFailed : exitCode;
  // A pipe that is being opened or read holds the process, and `process.exit` waits for it too.
  if (ending.signal.aborted) setTimeout(() => process.kill(process.pid, 'SIGINT'), 500).unref();
}

void main();
