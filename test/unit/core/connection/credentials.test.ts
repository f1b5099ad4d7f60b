import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { cleanSecret, isPlaceholder, validateSecret } from '../../../../src/core/connection/credentials.ts';

describe('a pasted secret is cleaned to the value itself', () => {
  for (const text of [
    'abc-123',
    '  abc-123\r\n',
    'X-API-KEY: abc-123',
    'x-api-key:abc-123',
    'X-TOKEN = abc-123',
    '-H "X-API-KEY: abc-123"',
    "-H 'x-token: abc-123' \\",
    "--header 'X-TOKEN: abc-123'",
    '"X-API-KEY": "abc-123",',
    'API key: abc-123',
    'Connector token: abc-123',
    '"abc-123"',
    "'abc-123'",
    '`abc-123`',
    '“abc-123”',
    'POLYAI_API_KEY=abc-123',
    'export POLYAI_TOKEN="abc-123"',
    '$env:POLYAI_API_KEY = "abc-123"',
    'set POLYAI_TOKEN=abc-123',
    '\u200Babc\u00AD-123\u00A0',
    '\uFEFFabc-123',
  ]) {
    test(JSON.stringify(text), () => assert.equal(cleanSecret(text), 'abc-123'));
  }

  test('signs inside stay', () => assert.equal(cleanSecret('aB+/=_.~:x-token'), 'aB+/=_.~:x-token'));
  test('cleaning twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/=_.~-]{1,60}$/), (secret) => {
        assert.equal(cleanSecret(secret), secret);
        assert.equal(cleanSecret(`X-API-KEY: "${secret}"`), secret);
      }),
    );
  });
});

describe('a secret that cannot be sent is refused', () => {
  const refused: readonly [secret: string, problem: RegExp][] = [
    ['', /cannot be empty/],
    ['canary\r\nX-EVIL: 1', /line break/],
    ['canary\nx', /line break/],
    ['canary x', /a space or a character/],
    ['canary\u0000', /a space or a character/],
    ['canäry', /a space or a character/],
    ['canary😀', /a space or a character/],
    ['$POLYAI_API_KEY', /placeholder/],
    ['canary'.repeat(2000), /too long/],
  ];
  for (const [secret, problem] of refused) {
    test(JSON.stringify(secret.slice(0, 30)), () => {
      const sentence = validateSecret(secret) ?? '';
      assert.match(sentence, problem);
      assert.doesNotMatch(sentence, /canary|canä/);
    });
  }
  test('an ordinary one is fine', () => assert.equal(validateSecret('aB3+/=_.~-'), undefined));
});

describe('placeholders', () => {
  for (const text of [
    '$KEY',
    '${KEY}',
    '%KEY%',
    '$env:KEY',
    '<api-key>',
    '{{token}}',
    '{key}',
    'YOUR_API_KEY',
    'your-token',
    '•••••',
    'xxxxxx',
    '***',
  ]) {
    test(text, () => assert.ok(isPlaceholder(text)));
  }
  for (const text of ['abc', 'yourself-99x', 'a$b', 'xyx'])
    test(`not ${text}`, () => assert.ok(!isPlaceholder(text)));
});
