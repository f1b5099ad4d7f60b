import { createRedactor, type Redactor } from '../common/redaction.ts';
import type { ChatTarget } from './chatClient.ts';

const redactors = new WeakMap<ChatTarget, Redactor>();

/** Made once for each target, which takes longer than to use it; gone when the target is. */
export function redactorOf(target: ChatTarget): Redactor {
  const known = redactors.get(target);
  if (known) return known;
  const redactor = createRedactor([target.apiKey, target.token]);
  redactors.set(target, redactor);
  return redactor;
}
