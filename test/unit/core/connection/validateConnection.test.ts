import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import {
  originOfRegion,
  regionLabel,
  validateAccountId,
  validateConnection,
  validateName,
  validateProjectId,
} from '../../../../src/core/connection/validateConnection.ts';

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
