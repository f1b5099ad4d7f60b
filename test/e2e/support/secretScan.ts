import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface SecretHit {
  /** Relative to the folder that was scanned. */
  readonly file: string;
  /** How it was written there: "as it is", "base64", … Never the secret. */
  readonly written: string;
}

/** Every way in which one of the secrets stands in `bytes`. */
export function findSecrets(bytes: Buffer, secrets: readonly string[]): readonly string[] {
  const found = secrets.flatMap((secret) =>
    writings(secret)
      .filter(({ needle }) => bytes.includes(needle))
      .map(({ written }) => written),
  );
  return [...new Set(found)];
}

/** Reads every file under `folder`, names of files included; what is gone in the meantime holds nothing. */
export async function scanFolder(folder: string, secrets: readonly string[]): Promise<SecretHit[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const hits: SecretHit[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const bytes = entry.isFile() ? await readFile(path).catch(() => Buffer.alloc(0)) : Buffer.alloc(0);
    const named = Buffer.from(entry.name);
    for (const written of findSecrets(Buffer.concat([named, Buffer.from('\n'), bytes]), secrets)) {
      hits.push({ file: relative(folder, path), written });
    }
  }
  return hits;
}

function writings(secret: string): { readonly written: string; readonly needle: Buffer }[] {
  const text = (written: string, needle: string) => ({ written, needle: Buffer.from(needle, 'latin1') });
  return [
    text('as it is', secret),
    text('URL-encoded', encodeURIComponent(secret)),
    text('hexadecimal', Buffer.from(secret).toString('hex')),
    { written: 'as UTF-16', needle: Buffer.from(secret, 'utf16le') },
    ...base64Cores(secret).flatMap((core) => [
      text('base64', core),
      text('base64', core.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
  ];
}

/**
 * Base64 depends on what stands before: there are three ways, and of each only the letters that do not depend on
 * the neighbours.
 */
function base64Cores(secret: string): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
    return before === 0 ? whole : whole.slice(4);
  });
}
