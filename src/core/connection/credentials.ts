import * as l10n from '@vscode/l10n';

/** What comes along when text is copied from a web page or a chat: invisible, and never part of a secret. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
const unusualSpace = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/** Drops invisible characters and makes every space an ordinary one. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, '').replace(unusualSpace, ' ');
}

const headerPrefix =
  /^(?:-H|--header)?[\s=]{0,8}["'`]?\s{0,8}(?:x-api-key|x-token|api[- ]key|connector[- ]token)["']?\s{0,8}[:=]\s*/i;
const assignmentPrefix = /^(?:export\s+|set\s+|\$env:)?POLYAI_(?:API_KEY|TOKEN)\s*=\s*/i;
const openingQuote = /^["'`\u2018\u201C]/;
const closingQuote = /["'`\u2019\u201D]$/;

/**
 * The secret inside what was pasted: `X-API-KEY: abc`, `-H "X-TOKEN: abc"`, `POLYAI_API_KEY=abc`, `"abc"` and
 * the like all give `abc`. What is not recognised is only trimmed.
 */
export function cleanSecret(text: string): string {
  let secret = withoutInvisible(text).trim();
  secret = secret.replace(headerPrefix, '').replace(assignmentPrefix, '');
  return withoutQuotes(secret.replace(/[,;\\^]$/, ''));
}

/** An id or a region as it was pasted, without the quotes that `docker --env-file` and some shells leave on it. */
export function cleanValue(text: string): string {
  return withoutQuotes(withoutInvisible(text).trim().replace(/[,;]$/, ''));
}

/** Twice: a quoted header inside a quoted command, quotes in quotes. */
export function withoutQuotes(text: string): string {
  let value = text.trim();
  for (let round = 0; round < 2; round++) {
    value = value.replace(openingQuote, '').replace(closingQuote, '').trim();
  }
  return value;
}

/** What is wrong with a cleaned secret, or undefined. The sentence never repeats any of it. */
export function validateSecret(secret: string): string | undefined {
  if (secret === '') return l10n.t('Enter the value: it cannot be empty.');
  if (/[\r\n]/.test(secret)) return l10n.t('The value has a line break inside. Copy it again, in one piece.');
  if (isPlaceholder(secret)) {
    return l10n.t('This is a placeholder, not the value itself. Copy the value that it stands for.');
  }
  // RFC 9110 field values, visible ASCII only: what a header can carry and an issuer would print.
  if (!/^[\u0021-\u007E]+$/.test(secret)) {
    return l10n.t('The value has a space or a character that a header cannot carry. Copy it again.');
  }
  if (/["{},]/.test(secret)) {
    return l10n.t(
      'The value has a quote, a comma or a brace, so there is more than the value in it. Copy it alone.',
    );
  }
  if (secret.length > 8192) return l10n.t('The value is too long for a header.');
  return undefined;
}

/** What is wrong with a pasted API key that is something else; undefined otherwise. */
export function validateApiKey(text: string): string | undefined {
  return /^\W*(?:-H|--header)?\W*x-token\b/i.test(text)
    ? l10n.t('This is the connector token, which is asked for next. Enter the API key.')
    : undefined;
}

/** As `validateApiKey`, for the connector token that is asked for after it. */
export function validateToken(text: string, apiKey: string): string | undefined {
  if (/^\W*(?:-H|--header)?\W*x-api-key\b/i.test(text)) {
    return l10n.t('This is the API key. Enter the connector token.');
  }
  return apiKey !== '' && cleanSecret(text) === apiKey
    ? l10n.t('This is the same value as the API key. Enter the connector token.')
    : undefined;
}

/** `$POLYAI_API_KEY`, `%TOKEN%`, `<api-key>`, `{{token}}`, `YOUR_API_KEY`, `••••`: how documents write "yours". */
export function isPlaceholder(value: string): boolean {
  return (
    /^(?:\$\{?\w{1,64}\}?|\$env:\w{1,64}|%\w{1,64}%|<[^<>]{0,100}>|\{\{?[^{}]{0,100}\}?\}|[*•.…xX]{3,})$/.test(
      value,
    ) || /^your[-_ ]?(?:api|x|key|token|connector|polyai)[-_ \w]{0,40}$/i.test(value)
  );
}
