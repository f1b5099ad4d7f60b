import { readFile } from 'node:fs/promises';

export interface ZipEntry {
  readonly name: string;
  readonly compressedBytes: number;
}

const endOfCentralDirectory = 0x06054b50;
const centralFileHeader = 0x02014b50;

/**
 * The names and sizes in a zip file's central directory, by name.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16.
 * @throws when the file is no zip file.
 */
export async function readZipEntries(file: string): Promise<ZipEntry[]> {
  const zip = await readFile(file);
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endOfCentralDirectory) end -= 1;
  if (end < 0) throw new Error(`${file} is no zip file.`);

  const count = zip.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  for (let index = 0, at = zip.readUInt32LE(end + 16); index < count; index += 1) {
    if (zip.readUInt32LE(at) !== centralFileHeader) throw new Error(`${file} has a damaged directory.`);
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      compressedBytes: zip.readUInt32LE(at + 20),
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries.sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
