import { createRedactor, type Redactor } from '../common/redaction.ts';
import type { ChatTarget } from './chatClient.ts';

const redactors = new WeakMap<ChatTarget, Redactor>();

/** Of the targets used last: secrets are asked for anew with every call, and are mostly those of the call before. */
const lately = new Map<string, Redactor>();
const mostLately = 8;

/** Making one takes longer than a hundred uses. */
export function redactorOf(target: ChatTarget): Redactor {
  const known = redactors.get(target);
  if (known) return known;
  const redactor = redactorOfSecrets(target);
  redactors.set(target, redactor);
  return redactor;
}

/** The same one for the same secrets: what it has masked already, it need not look through again. */
export function redactorOfSecrets({ apiKey, token }: Pick<ChatTarget, 'apiKey' | 'token'>): Redactor {
  const secrets = [apiKey, token];
  const key = JSON.stringify(secrets);
  const redactor = lately.get(key) ?? createRedactor(secrets);
  lately.delete(key);
  lately.set(key, redactor);
  const [oldest] = lately.keys();
  if (lately.size > mostLately && oldest !== undefined) lately.delete(oldest);
  return redactor;
}
