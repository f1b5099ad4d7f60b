import * as l10n from '@vscode/l10n';

const placeholder = /\{([\w.]+)(?:\|([^{}]*))?\}/g;
const plainNames = ['message', 'variant', 'channel', 'language', 'turn', 'conversation_id'] as const;

export type PlaceholderValues = Readonly<Record<(typeof plainNames)[number], string>> & {
  readonly attributes: Readonly<Record<string, unknown>>;
};

/** Names the first placeholder that nothing can fill, as a sentence. */
export function placeholderProblem(text: string): string | undefined {
  for (const [whole, name] of text.matchAll(placeholder)) {
    const known =
      (plainNames as readonly string[]).includes(name ?? '') || /^attributes\.\w/.test(name ?? '');
    if (!known) {
      return l10n.t(
        'Nothing is known as {0}. Known are: {1}.',
        whole,
        [...plainNames.map((plain) => `{${plain}}`), '{attributes.NAME}'].join(', '),
      );
    }
  }
  return undefined;
}

/**
 * Puts values in place of `{name}`; `{name|words}` says what to use when there is none. A value is put in
 * once and never read for placeholders again: it comes from a user.
 */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replaceAll(placeholder, (_whole, name: string, otherwise: string | undefined) => {
    const value = name.startsWith('attributes.')
      ? toText(valueAt(values.attributes, name.split('.').slice(1)))
      : values[name as (typeof plainNames)[number]];
    return value === '' ? (otherwise ?? '') : value;
  });
}

function valueAt(owner: unknown, path: readonly string[]): unknown {
  let value = owner;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
