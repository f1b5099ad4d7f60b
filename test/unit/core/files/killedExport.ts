// An export until it is killed: it writes a megabyte, says so, and goes on for ever.
import { replaceInPieces } from '../../../../src/core/files/replaceInPieces.ts';

async function* pieces() {
  for (let written = 0; ; written++) {
    if (written === 11) process.stdout.write('a megabyte is there\n');
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, written < 11 ? 0 : 1000));
    yield 'x'.repeat(100_000);
  }
}
await replaceInPieces(process.argv[2] ?? '', pieces());
