import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shortKey, toWords, withShortKeys } from '../../../../src/core/common/shortWords.ts';
import { languages, messageOf, readBundle } from '../../../support/l10nStrings.ts';

it('every sentence is found in the package under its short key', async () => {
  for (const language of languages) {
    const bundle = await readBundle(language);
    const sentences = Object.keys(bundle);
    const words = Object.fromEntries(sentences.map((key) => [key, messageOf(bundle[key] ?? '')]));
    const short = withShortKeys(words);
    assert.ok(JSON.stringify(short).length < JSON.stringify(words).length * 0.65);
    for (const found of [toWords(short), toWords(words)]) {
      assert.deepEqual(Object.fromEntries(sentences.map((key) => [key, found[key]])), words);
    }
  }
});

it('sentences whose short keys are the same keep their own', () => {
  // Found by trying.
  const [one, other] = sameShortKey();
  const words = { [one]: 'eins', [other]: 'zwei', third: 'drei' };
  const short = withShortKeys(words);
  assert.deepEqual(Object.keys(short).toSorted(), [one, other, shortKey('third')].toSorted());
  assert.deepEqual(
    [one, other, 'third', 'fourth'].map((key) => toWords(short)[key]),
    ['eins', 'zwei', 'drei', undefined],
  );
});

it('what no bundle holds is not found in what every object has', () => {
  assert.equal(toWords({})['constructor'], undefined);
});

function sameShortKey(): readonly [string, string] {
  const seen = new Map<string, string>();
  for (let index = 0; ; index++) {
    const text = `sentence ${index}`;
    const other = seen.get(shortKey(text));
    if (other !== undefined) return [other, text];
    seen.set(shortKey(text), text);
  }
}
