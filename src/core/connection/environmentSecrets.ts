import { createRedactor, type Redactor } from '../common/redaction.ts';

/** No permission makes one of these a text that is sent. */
const secretName = /^POLYAI_(?:\w+_)?(?:API_KEY|TOKEN)$/i;

/** Our secrets by value: a copy under another name is one too. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const secret = value?.trim() ?? '';
    return secretName.test(name) && secret.length >= 6 ? [secret] : [];
  });
}

/** Masks those in what is printed. */
export function redactorOfEnvironment(env: Readonly<Record<string, string | undefined>>): Redactor {
  return createRedactor(secretsOf(env));
}

/** For another program, which needs none of them: it may log what it is given, or hand it on. */
export function withoutSecrets(env: Readonly<Record<string, string | undefined>>) {
  const secrets = secretsOf(env);
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => !isSecret(name, value, secrets)));
}

/** Ours by its name, or a copy of one of `secrets` under another. */
export function isSecret(name: string, value: string | undefined, secrets: readonly string[]): boolean {
  return secretName.test(name) || secrets.some((secret) => value?.includes(secret) === true);
}
