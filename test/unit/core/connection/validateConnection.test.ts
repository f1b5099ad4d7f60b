import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import {
  originOfRegion,
  parseOrigin,
  regionLabel,
  validateAccountId,
  validateConnection,
  validateName,
  validateProjectId,
} from '../../../../src/core/connection/validateConnection.ts';

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

describe('ids are opaque', () => {
  for (const id of ['acme', 'ws-1', 'ACCOUNT-x', 'PROJECT-1', 'café', 'a b', '...', 'a%2Fb', '日本']) {
    test(id, () => assert.equal(validateAccountId(id) ?? validateProjectId(id), undefined));
  }
  for (const id of [
    '',
    '  ',
    'a/b',
    'a\\b',
    '.',
    '..',
    ' .. ',
    'a\u0000',
    'a\nb',
    'a\u2028b',
    '\uD800',
    'x'.repeat(257),
  ]) {
    test(`refused: ${JSON.stringify(id.slice(0, 10))}`, () => {
      assert.ok(validateAccountId(id));
      assert.ok(validateProjectId(id));
    });
  }
});

test('names', () => {
  assert.equal(validateName('Grand Hotel $(zap)'), undefined);
  for (const name of ['', ' ', 'a\nb', 'x'.repeat(101)]) assert.ok(validateName(name));
});

test('regions and their origins', () => {
  assert.equal(originOfRegion('uk-1'), 'https://api.uk-1.platform.polyai.app');
  assert.equal(originOfRegion('stand-in'), undefined);
  assert.equal(originOfRegion('https://x.example'), 'https://x.example');
  assert.equal(originOfRegion('http://x.example'), undefined);
  assert.equal(originOfRegion('mars-1'), undefined);
  assert.equal(regionLabel('https://x.example:81'), 'x.example:81');
});

test('a whole connection', () => {
  const connection: Connection = {
    id: '1',
    name: 'Grand Hotel',
    region: 'uk-1',
    accountId: 'acme',
    projectId: 'hotel',
    environment: 'sandbox',
  };
  assert.equal(validateConnection(connection), undefined);
  assert.match(validateConnection({ ...connection, region: 'http://evil.example' }) ?? '', /plain http/);
  assert.match(validateConnection({ ...connection, accountId: 'a/b' }) ?? '', /slash/);
});
