// npm run l10n: writes the English bundle anew from the sources, drops translations nobody uses any more, and
// names the sentences that still need one.
import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { type L10nBundle, bundleFile, extractStrings, languages, readBundle } from './l10nStrings.ts';

const english = await extractStrings();
const sentences = Object.keys(english);
await writeJson(bundleFile(), english);
console.log(`${sentences.length} sentences`);

for (const language of languages) {
  const translated: L10nBundle = await readBundle(language).catch(() => ({}));
  const kept = sentences.filter((key) => key in translated);
  await writeJson(bundleFile(language), Object.fromEntries(kept.map((key) => [key, translated[key]])));

  const missing = sentences.filter((key) => !(key in translated));
  for (const key of missing) console.log(`${language}: not translated yet: ${JSON.stringify(english[key])}`);
  if (missing.length > 0) process.exitCode = 1;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, await format(JSON.stringify(value, undefined, 2), { parser: 'json' }));
}
