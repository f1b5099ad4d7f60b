import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { runCommandLine } from './commandLine.ts';

const ending = new AbortController();
// Once: a second Ctrl+C ends the process the hard way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort());

// A reader that went away (`| head -1`) is no reason to fail.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    env: process.env,
    writeOut: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    readTextFile: (path) => readFile(path, 'utf8'),
    signal: ending.signal,
  });
}

void main();
