import { randomBytes } from 'node:crypto';

export interface Canary {
  readonly apiKey: string;
  readonly token: string;
}

/** Two secrets nobody has ever seen, with characters that a URL and JSON write differently. */
export function createCanary(): Canary {
  return { apiKey: createSecret('key'), token: createSecret('token') };
}

function createSecret(kind: string): string {
  return `${kind}/${randomBytes(15).toString('hex')}+${randomBytes(6).toString('hex')}=${kind}`;
}
