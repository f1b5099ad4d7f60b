import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type WireError, wireErrors } from './wireError.ts';

export interface AcceptedCredentials {
  readonly apiKey: string;
  readonly token: string;
  /** Whether any key and token do, as long as neither is empty. */
  readonly any: boolean;
}

/** Why the request's credentials are refused; undefined when they are accepted. */
export function credentialProblem(
  headers: IncomingHttpHeaders,
  accepted: AcceptedCredentials,
): WireError | undefined {
  const apiKey = headerText(headers['x-api-key']);
  const token = headerText(headers['x-token']);
  if (apiKey === '' || token === '') return wireErrors.missingCredential;
  if (accepted.any) return undefined;
  // Both are always compared, so that the time taken does not tell which one was wrong.
  const sameKey = isSameSecret(apiKey, accepted.apiKey);
  const sameToken = isSameSecret(token, accepted.token);
  return sameKey && sameToken ? undefined : wireErrors.wrongCredential;
}

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join() : (value ?? '')).trim();
}

/** Digests have one length, which the comparison needs and which hides the secret's own. */
function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
