import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { parseOrigin } from '../../../../src/core/chatApi/parseOrigin.ts';

describe('an origin', () => {
  for (const [text, origin] of [
    ['https://chat.example.com', 'https://chat.example.com'],
    [' https://Chat.Example.com:8443/ ', 'https://chat.example.com:8443'],
    ['https://chat.example.com:443', 'https://chat.example.com'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://127.1:3000', 'http://127.0.0.1:3000'],
    ['http://localhost', 'http://localhost'],
    ['http://[::1]:80', 'http://[::1]'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
  ] as const) {
    test(text, () => assert.deepEqual(parseOrigin(text), { origin }));
  }
  for (const [text, problem] of [
    ['', /Enter an origin/],
    ['chat.example.com', /not an origin/],
    ['https://', /not an origin/],
    ['https://host:99999', /not an origin/],
    ['https://a b', /not an origin/],
    ['https://a\\b', /not an origin/],
    ['https://a\t.b', /not an origin/],
    ['http://chat.example.com', /plain http/],
    ['http://128.0.0.1', /plain http/],
    ['http://0.0.0.0', /plain http/],
    ['http://localhost.example.com', /plain http/],
    ['https://me:pw@chat.example.com', /user name and password/],
    ['https://me@chat.example.com', /user name and password/],
    ['https://chat.example.com/v1', /without path/],
    ['https://chat.example.com?x', /without path/],
    ['https://chat.example.com?', /without path/],
    ['https://chat.example.com/#', /without path/],
    ['wss://chat.example.com', /https:\/\//],
    ['javascript:alert(1)', /https:\/\//],
  ] as const) {
    test(`refused: ${text}`, () => assert.match(parseOrigin(text).problem ?? '', problem));
  }
  test('a password is not repeated', () =>
    assert.doesNotMatch(parseOrigin('https://me:canary@x.example').problem ?? '', /canary|me:/));
  test('what is taken is https or on this machine', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom('', 'http://', 'https://', 'ftp://'), fc.string()),
        ([scheme, rest]) => {
          const { origin } = parseOrigin(scheme + rest);
          assert.ok(origin === undefined || /^https:\/\/|^http:\/\/(localhost|127\.|\[::1\])/.test(origin));
        },
      ),
    );
  });
});
