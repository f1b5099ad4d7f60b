import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommandLine } from './commandLine.ts';

const ending = new AbortController();
// Once: a second Ctrl+C ends the process the hard way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort());

// A reader that went away (`| head -1`) is no reason to fail, and neither is a terminal that was closed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

async function openPrompt() {
  const { openTerminalPrompt } = await import('./prompt.ts');
  // Where the replies are piped to somewhere, the questions still reach the person.
  const output = process.stdout.isTTY ? process.stdout : process.stderr;
  return openTerminalPrompt({ input: process.stdin, output, signal: ending.signal });
}

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    env: process.env,
    writeOut: (written) => process.stdout.write(written),
    writeError: (written) => process.stderr.write(written),
    readTextFile: (path) => readFile(path, 'utf8'),
    readStandardInput: () => text(addAbortSignal(ending.signal, process.stdin)),
    openPrompt: process.stdin.isTTY ? openPrompt : undefined,
    signal: ending.signal,
  });
}

void main();
