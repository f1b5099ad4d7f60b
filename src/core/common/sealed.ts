/*
 * What is typed, as a webview may keep it by itself: the editor writes that into files of its own, so it is encrypted
 * with a key that is in the secret storage only. Browser-safe.
 */

const ivLength = 12;

/** A new key, as text. */
export function createSealKey(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(32)));
}

export async function seal(key: string, value: unknown): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivLength));
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await importKey(key), bytes);
  return toBase64(iv) + toBase64(new Uint8Array(sealed));
}

/** Undefined when it was sealed with another key, or is no such text. */
export async function unseal(key: string, sealed: string): Promise<unknown> {
  try {
    const bytes = fromBase64(sealed);
    const iv = bytes.subarray(0, ivLength);
    const opened = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv },
      await importKey(key),
      bytes.subarray(ivLength),
    );
    return JSON.parse(new TextDecoder().decode(opened));
  } catch {
    return undefined;
  }
}

function importKey(key: string) {
  return crypto.subtle.importKey('raw', fromBase64(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** In parts: a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  const part = 0x80_00;
  const letters: string[] = [];
  for (let at = 0; at < bytes.length; at += part) {
    letters.push(String.fromCharCode(...bytes.subarray(at, at + part)));
  }
  return btoa(letters.join(''));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
