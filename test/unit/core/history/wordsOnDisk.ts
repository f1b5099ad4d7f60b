import { execFileSync } from 'node:child_process';

const program = `const fs = require('node:fs');
const [directory, ...words] = process.argv.slice(1);
const entries = fs.readdirSync(directory, { withFileTypes: true });
const files = entries.filter((entry) => entry.isFile()).map(({ name }) => fs.readFileSync(directory + '/' + name));
process.stdout.write(JSON.stringify(words.filter((word) => files.some((file) => file.includes(word)))));`;

/**
 * Which of the words are anywhere in the files of a history. Read in a process of its own: one that closes a file of
 * SQLite's gives up the locks that it has on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
export function wordsOnDisk(directory: string, words: readonly string[]): unknown {
  return JSON.parse(
    execFileSync(process.execPath, ['-e', program, directory, ...words], { encoding: 'utf8' }),
  );
}
