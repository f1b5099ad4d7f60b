import assert from 'node:assert/strict';
import { it } from 'node:test';
import { toWords, withoutSentences } from '../../../../src/core/common/shortWords.ts';
import { languages, messageOf, readBundle } from '../../../support/l10nStrings.ts';

it('every sentence is found in the package, which does not hold it', async () => {
  for (const language of languages) {
    const bundle = await readBundle(language);
    const sentences = Object.keys(bundle);
    const words = Object.fromEntries(sentences.map((key) => [key, messageOf(bundle[key] ?? '')]));
    const short = withoutSentences(words);
    assert.ok(JSON.stringify(short).length < JSON.stringify(words).length * 0.62);
    for (const found of [toWords(short), toWords(words)]) {
      assert.deepEqual(Object.fromEntries(sentences.map((key) => [key, found[key]])), words);
    }
  }
});

it('sentences get another seed until no two of them have the same number', () => {
  const many = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [`sentence ${index}`, `Satz ${index}`]),
  );
  const short = withoutSentences(many);
  assert.notEqual(short['seed'], '0');
  const found = toWords(short);
  assert.deepEqual(Object.fromEntries(Object.keys(many).map((key) => [key, found[key]])), many);
});

it('a sentence that is not translated stays as it is', () => {
  const words = { first: 'eins', second: 'zwei', third: '' };
  for (const found of [toWords(withoutSentences(words)), toWords(words)]) {
    assert.deepEqual([found['third'], found['fourth'], found['seed']], ['', undefined, undefined]);
  }
  assert.equal(toWords({})['seed'], undefined);
});

it('what no bundle holds is not found in what every object has', () => {
  for (const found of [toWords({}), toWords(withoutSentences({ first: 'eins' }))]) {
    assert.equal(found['constructor'], undefined);
  }
});
