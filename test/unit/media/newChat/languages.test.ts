import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findOptions } from '../../../../media/common/findOptions.ts';
import { languageHint, languageOptions } from '../../../../media/newChat/languageOptions.ts';
import { documentedLanguages } from '../../../../src/core/connection/documentedLanguages.ts';
import { isLanguageCode, toLanguageCode } from '../../../../src/core/newChat/languageCode.ts';

const english = languageOptions(documentedLanguages, 'en');
const german = languageOptions(documentedLanguages, 'de');
const found = (typed: string, options = english) => findOptions(options, typed).map(({ value }) => value);

describe('typing a language', () => {
  test('the code comes first: "en" is English, not Armenian', () => {
    assert.deepEqual(found('en'), ['en-AU', 'en-CA', 'en-NZ', 'en-SG', 'en-GB', 'en-US']);
  });
  test('"de" is German, not Bangla (Bangladesh)', () => {
    assert.deepEqual(found('de').slice(0, 1), ['de-DE']);
    assert.ok(!found('de').includes('bn-BD'));
  });
  test('"es" is Spanish, then the names that begin with it', () => {
    assert.deepEqual(found('es').slice(0, 3), ['es-ES', 'es-US', 'et-EE']);
  });
  test('a name is found from its beginning, in the language of the editor and in English', () => {
    assert.deepEqual(found('germ'), ['de-DE']);
    assert.deepEqual(found('Deut', german), ['de-DE']);
    assert.deepEqual(found('German', german), ['de-DE']);
  });
  test('"en_us" finds en-US', () => {
    assert.deepEqual(found('en_us'), ['en-US']);
  });
  test('a region is found by its name', () => {
    assert.ok(found('United').includes('en-GB'));
  });
});

describe('what is sent for a language', () => {
  const facts: readonly (readonly [typed: string, sent: string, isCode: boolean])[] = [
    ['en-US', 'en-US', true],
    ['en_us', 'en-US', true],
    ['EN', 'en', true],
    ['yue_hant_hk', 'yue-Hant-HK', true],
    ['iw', 'iw', true],
    ['German', 'German', false],
    ['english (uk)', 'english (uk)', false],
    ['e', 'e', false],
  ];
  for (const [typed, sent, isCode] of facts) {
    test(`${typed} is sent as ${sent}`, () => {
      assert.equal(toLanguageCode(typed), sent);
      assert.equal(isLanguageCode(typed), isCode);
    });
  }
});

describe('the word about a language', () => {
  test('nothing is said about a code, an empty field, or the beginning of one', () => {
    for (const typed of ['', ' ', 'en-GB', 'de', 'yue-Hant-HK']) {
      assert.equal(languageHint(typed, english), undefined, typed);
    }
  });
  test('"German" is no code, and the one it means is offered', () => {
    assert.deepEqual(languageHint('German', english), {
      sentence: '“German” is not a language code. It is sent as it is.',
      instead: 'de-DE',
    });
  });
  test('what nobody knows is only named', () => {
    assert.equal(languageHint('Klingonish', english)?.instead, undefined);
  });
  test('"en_us" is sent as en-US, and says so', () => {
    assert.deepEqual(languageHint('en_us', english), { sentence: 'Sent as en-US.' });
  });
});
