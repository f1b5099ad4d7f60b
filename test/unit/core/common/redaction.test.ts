import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createRedactor } from '../../../../src/core/common/redaction.ts';
import { cpuMs } from '../../../support/timing.ts';

describe('a known secret', () => {
  const secret = 'aB+c/d "e"\\é=';
  const redact = createRedactor([secret]);
  const json = JSON.stringify(secret).slice(1, -1);
  const table: readonly (readonly [string, string])[] = [
    ['as it is', secret],
    ['in lower case', secret.toLowerCase()],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['percent-encoded three times', encodeURIComponent(encodeURIComponent(encodeURIComponent(secret)))],
    ['in a form', new URLSearchParams({ '': secret }).toString().slice(1)],
    ['in JSON', json],
    ['in JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['in JSON with escaped slashes', json.replaceAll('/', String.raw`\/`)],
    ['in \\u escapes', secret.replaceAll(/./g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['in HTML', secret.replaceAll('"', '&quot;')],
    ['in HTML numbers', secret.replaceAll(/./g, (c) => `&#${c.charCodeAt(0)};`)],
    [
      'in HTML in HTML',
      secret.replaceAll('"', '&quot;').replaceAll('&', '&amp;').replaceAll('+', '&amp;#x2B;'),
    ],
    ['read as a form, which makes a space of a plus', secret.replaceAll('+', ' ')],
    ['in \\x escapes', secret.replaceAll(/./g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in hexadecimal, as the header carries it', Buffer.from(secret, 'latin1').toString('hex')],
  ];
  for (const [name, spelling] of table) {
    it(name, () => assert.equal(redact(`<${spelling}>`), '<••••>'));
  }

  it('in base64 at every alignment, also of the URL kind', () => {
    for (const prefix of ['', 'u', 'us', 'user:']) {
      for (const kind of ['base64', 'base64url'] as const) {
        const spelling = Buffer.from(`${prefix}${secret}!!`).toString(kind);
        assert.match(redact(spelling), /••••/, spelling);
      }
    }
  });

  it('in base64 that is broken into lines, also in JSON', () => {
    const long = createRedactor(['0123456789abcdefghijklmnopqrstuvwxyz-0123456789']);
    const base64 = Buffer.from('user:0123456789abcdefghijklmnopqrstuvwxyz-0123456789').toString('base64');
    for (const length of [5, 19, 64]) {
      for (const end of ['\n', '\r\n']) {
        const broken = base64.replaceAll(new RegExp(`.{${length}}`, 'g'), `$&${end}`);
        for (const text of [broken, JSON.stringify(broken), encodeURIComponent(broken)]) {
          assert.match(long(text), /••••/, text);
          assert.doesNotMatch(long(text), /MTIzNDU2Nzg5|jM0NTY3ODlh/, text);
        }
      }
    }
  });

  it('with white space around it, which HTTP drops', () => {
    assert.equal(createRedactor([' abcdefgh\t'])('key=abcdefgh.'), 'key=••••.');
  });
});

it('several are masked, the longer one whole', () => {
  const redact = createRedactor(['abcdef', 'abcdefghij', undefined, '']);
  assert.equal(redact('abcdefghij abcdef other'), '•••• •••• other');
});

it('what is too short to be a secret is left alone', () => {
  assert.equal(createRedactor(['abc', ''])('abc and the alphabet'), 'abc and the alphabet');
});

it('nothing else is touched', () => {
  const redact = createRedactor(['sk-.*+?^${}()|[]\\-live']);
  assert.equal(redact('sk-xx live $& abc'), 'sk-xx live $& abc');
});

it('whatever the secret is, it is gone', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 6 }), text, text, (secret, before, after) => {
      fc.pre(secret.trim().length >= 6);
      const body = JSON.stringify({ before, secret, after, [secret]: encodeURIComponent(secret) });
      const masked = createRedactor([secret])(body);
      assert.ok(!masked.includes(JSON.stringify(secret.trim()).slice(1, -1)), masked);
      assert.ok(!masked.includes(encodeURIComponent(secret.trim())), masked);
    }),
  );
});

it('eight megabytes are searched in a moment, whatever they are', () => {
  const redact = createRedactor(['"\\/&%+abcdef', '\\\\\\\\\\\\\\\\']);
  for (const filling of ['a', '\\', '%', '&#0', '{"a":"text"},', '\\u0022']) {
    const text = filling.repeat((8 * 1024 * 1024) / filling.length);
    assert.ok(cpuMs(() => redact(text)) < 3000, filling);
  }
});
