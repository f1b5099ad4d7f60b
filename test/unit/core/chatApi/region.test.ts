import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { studioConversationUrl } from '../../../../src/core/chatApi/region.ts';
import { toOrigin } from '../../../../src/core/chatApi/toOrigin.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';

describe('the origin of a region', () => {
  const table: readonly (readonly [string, string])[] = [
    ['us-1', 'https://api.us-1.platform.polyai.app'],
    ['uk-1', 'https://api.uk-1.platform.polyai.app'],
    ['euw-1', 'https://api.euw-1.platform.polyai.app'],
    ['studio', 'https://api.studio.poly.ai'],
    ['https://Chat.Example.com/', 'https://chat.example.com'],
    ['https://chat.example.com:443', 'https://chat.example.com'],
    ['https://chat.example.com:8443', 'https://chat.example.com:8443'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ];
  for (const [region, origin] of table) it(region, () => assert.equal(toOrigin(region), origin));

  const refused = [
    'http://chat.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'https://me:secret@chat.example.com',
    'https://me@chat.example.com',
    'https://chat.example.com/v1',
    'https://chat.example.com?x=1',
    'https://chat.example.com#x',
    'ftp://chat.example.com',
    'javascript:alert(1)',
    'chat.example.com',
    'uk-2',
    '',
    'stand-in',
  ];
  for (const region of refused) {
    it(`refuses “${region}” with a sentence`, () => {
      assert.throws(
        () => toOrigin(region),
        (error) =>
          error instanceof HumanError &&
          /^[A-Z].+[.:]/.test(error.message) &&
          !error.message.includes('secret'),
      );
    });
  }
});

describe('the page of a conversation in Agent Studio', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['uk-1', 'https://studio.uk.poly.ai/acme%20uk/p%2F1/conversations/CONV-1'],
    ['euw-1', 'https://studio.eu.poly.ai/acme%20uk/p%2F1/conversations/CONV-1'],
    ['studio', 'https://studio.poly.ai/acme%20uk/p%2F1/conversations/CONV-1'],
    [
      'https://api.us-1.platform.polyai.app',
      'https://studio.us.poly.ai/acme%20uk/p%2F1/conversations/CONV-1',
    ],
    ['https://chat.example.com', undefined],
    ['stand-in', undefined],
  ];
  for (const [region, url] of table) {
    it(region, () => assert.equal(studioConversationUrl(region, 'acme uk', 'p/1', 'CONV-1'), url));
  }
});
