/*
 * The package holds each translation under a short key in place of the English sentence, which stands in the code
 * already: a third of the file. Where the sentences themselves are the keys, as in the repository, they are found too.
 * Browser-safe.
 */

export type Words = Readonly<Record<string, string>>;

/** The same for the same text, in at most five characters. */
export function shortKey(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (((hash >>> 24) ^ hash) & 0xffffff).toString(36);
}

/** With short keys, for the package; two sentences whose short keys are the same keep their own. */
export function withShortKeys(words: Words): Words {
  const counts = new Map<string, number>();
  for (const key of Object.keys(words)) counts.set(shortKey(key), (counts.get(shortKey(key)) ?? 0) + 1);
  return Object.fromEntries(
    Object.entries(words).map(([key, text]) => [counts.get(shortKey(key)) === 1 ? shortKey(key) : key, text]),
  );
}

/** Words that are found by their sentence, whichever keys they have. */
export function toWords(words: Words): Record<string, string> {
  const find = (key: string) => [key, shortKey(key)].find((one) => Object.hasOwn(words, one));
  return new Proxy<Record<string, string>>(
    {},
    { get: (_, key) => (typeof key === 'string' ? words[find(key) ?? ''] : undefined) },
  );
}
