/*
 * Language codes as people type them. The fields take any text, because no list of ours is complete. Browser-safe.
 */

/** `en-US` for `en_us` and `EN-us`; any other text as it is. */
export function toLanguageCode(text: string): string {
  const canonical = canonicalOf(text);
  return canonical ?? text;
}

/** Whether it has the form of a code: `de`, `en-US`, `yue-Hant-HK`. Names such as `German` do not. */
export function isLanguageCode(text: string): boolean {
  return canonicalOf(text) !== undefined;
}

function canonicalOf(text: string): string | undefined {
  const dashed = text.trim().replaceAll('_', '-');
  // Words of four letters and more are reserved as languages, so that `German` would pass for one.
  if (!/^[a-z]{2,3}(?:-|$)/i.test(dashed)) return undefined;
  try {
    const [canonical] = Intl.getCanonicalLocales(dashed);
    // Only its writing may differ: the canonical form of an old code, such as `iw`, is another code.
    return canonical?.toLowerCase() === dashed.toLowerCase() ? canonical : dashed;
  } catch {
    return undefined;
  }
}
