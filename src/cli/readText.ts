import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

/** The text of a file that the command line names. Throws UsageError when it cannot be read, or is no text. */
export async function readTextFile(
  path: string,
  { readFile }: Pick<Surroundings, 'readFile'>,
): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).name === 'AbortError') throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError(`There is no file ${path}.`);
    throw new UsageError(`The file ${path} cannot be read.`);
  }
  return decodeText(bytes, `The file ${path}`);
}

/** The text on standard input. Throws UsageError when it is no text. */
export async function readTextInput({
  readStandardInput,
}: Pick<Surroundings, 'readStandardInput'>): Promise<string> {
  return decodeText(await readStandardInput(), 'Standard input');
}

/**
 * UTF-8, or UTF-16 that says so with its byte order mark, as PowerShell writes it; the mark is no part of the text.
 * Anything else would be guessed, and what was guessed would be sent. UTF-16 without its mark reads as UTF-8 full of
 * NUL characters, which no message and no JSON has.
 */
function decodeText(bytes: Uint8Array, where: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // The sentence below is for this case too.
  }
  throw new UsageError(
    `${where} is not UTF-8, nor UTF-16 with a byte order mark, so nothing was sent.`,
    'Save it as UTF-8; in PowerShell, set $OutputEncoding to UTF-8 before a pipe.',
  );
}
