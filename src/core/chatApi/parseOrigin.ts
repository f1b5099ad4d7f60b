import { isOrigin, type Origin } from './region.ts';
import * as l10n from '@vscode/l10n';

export const controlCharacters = /[\p{Cc}\u2028\u2029]/u;

export type ParsedOrigin =
  | { readonly origin: Origin; readonly problem?: undefined }
  | { readonly origin?: undefined; readonly problem: string };

/**
 * Reads an origin that a person typed: `https://host` or `https://host:port`; plain http on loopback only,
 * where no one else can listen in.
 */
export function parseOrigin(text: string): ParsedOrigin {
  const trimmed = text.trim();
  if (trimmed === '') return problem(l10n.t('Enter an origin, for example https://chat.example.com.'));
  const url = parseUrl(trimmed);
  if (url === undefined) {
    return problem(l10n.t('This is not an origin. Enter one like https://chat.example.com.'));
  }
  const refusal = refuseUrl(url);
  if (refusal !== undefined) return problem(refusal);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]/.test(trimmed)) {
    return problem(l10n.t('Enter only the origin, without path or query: {0}', url.origin));
  }
  return isOrigin(url.origin) ? { origin: url.origin } : problem(l10n.t('The address has no host.'));
}

function problem(sentence: string): ParsedOrigin {
  return { problem: sentence };
}

/** The URL, unless it only looks like one: the URL standard drops tabs and turns backslashes around. */
export function parseUrl(text: string): URL | undefined {
  if (/[\s\\]/.test(text) || controlCharacters.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Why secrets are never sent to this URL, whatever its path. */
export function refuseUrl(url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return l10n.t('Use an address that begins with https://.');
  }
  if (url.username !== '' || url.password !== '') {
    return l10n.t('Remove the user name and password from the address: they are never sent.');
  }
  if (url.hostname === '') return l10n.t('The address has no host.');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return l10n.t('Use https: over plain http, anyone on the way could read the key.');
  }
  return undefined;
}

/** Expects a host as the URL standard writes it: `127.1` is already `127.0.0.1`. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
