import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { extractStrings, languages, messageOf, readBundle } from '../../support/l10nStrings.ts';
import { manifestText, packageNls, readPackageNls } from '../../support/manifest.ts';

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
const commandLinks = (text: string): string[] => text.match(/\(command:[^)]+\)/g) ?? [];

describe('the English bundle', () => {
  it('holds every sentence of the sources and no other (npm run l10n)', async () => {
    assert.deepEqual(await readBundle(), await extractStrings());
  });

  it('holds no exclamation marks', async () => {
    for (const entry of Object.values(await readBundle())) assert.doesNotMatch(messageOf(entry), /!/);
  });
});

/** In characters: a line of the box that the editor opens at the top, in a wide font. */
const longestLine = 84;

describe('a line in a box or a list of choices', () => {
  const sources = globSync('src/vscode/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const patterns = [
    /place[Hh]older: l10n\.t\(\s*'([^\n]*)'/g,
    /label: [^\n]*\n(?:\s*(?:description|iconPath)[^\n]*\n)?\s*detail: l10n\.t\(\s*'([^\n]*?)'[,)]/g,
  ];
  const lines = sources.flatMap((source) =>
    patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, line = '']) => line)),
  );
  for (const language of [undefined, ...languages]) {
    it(`is not cut off, ${language ?? 'in English'}`, async () => {
      assert.ok(lines.length > 20);
      const bundle = await readBundle(language);
      const shown = lines.flatMap((line) => (line in bundle ? [messageOf(bundle[line] ?? '')] : []));
      assert.deepEqual(
        shown.filter((line) => line.length > longestLine),
        [],
      );
    });
  }
});

describe('the manifest', () => {
  const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);

  it('uses every sentence of package.nls.json, and each one it uses is there', () => {
    assert.deepEqual([...new Set(used)].sort(), Object.keys(packageNls).sort());
  });
});

for (const language of languages) {
  describe(`the translation ${language}`, () => {
    it('translates every sentence of the bundle', async () => {
      assert.deepEqual(Object.keys(await readBundle(language)), Object.keys(await readBundle()));
    });

    it('keeps the placeholders', async () => {
      const translated = await readBundle(language);
      for (const [key, entry] of Object.entries(await readBundle())) {
        assert.deepEqual(placeholders(messageOf(translated[key] ?? '')), placeholders(messageOf(entry)), key);
      }
    });

    it('translates every sentence of the manifest, with the same links', () => {
      const translated = readPackageNls(language);
      assert.deepEqual(Object.keys(translated), Object.keys(packageNls));
      for (const [key, text] of Object.entries(packageNls)) {
        assert.deepEqual(commandLinks(translated[key] ?? ''), commandLinks(text), key);
      }
    });

    it('leaves nothing empty', async () => {
      const sentences = [
        ...Object.entries(await readBundle(language)),
        ...Object.entries(readPackageNls(language)),
      ];
      for (const [key, entry] of sentences) assert.notEqual(messageOf(entry).trim(), '', key);
    });
  });
}
