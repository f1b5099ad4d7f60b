import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseErrorBody } from '../../../../src/core/chatApi/errorBody.ts';
import { cpuMs } from '../../../support/timing.ts';

describe('an error body', () => {
  const table: readonly (readonly [string, string, string | undefined, string?, string?])[] = [
    ['one field', '{"error_message":"Bad variant"}', 'Bad variant'],
    [
      'six fields',
      '{"success":false,"error":"E","error_id":"corr-2","error_code":"CHAT_TIMEOUT","error_message":"Too late","data":null}',
      'Too late',
      'CHAT_TIMEOUT',
      'corr-2',
    ],
    ['error and code', '{"error":"No such key","code":"KEY_UNKNOWN"}', 'No such key', 'KEY_UNKNOWN'],
    ['success, error and message', '{"success":false,"error":"Nope","message":"Longer"}', 'Nope'],
    [
      'message and errors',
      '{"message":"Invalid","errors":[{"field":"channel","message":"unknown"},{"message":"and more"},7]}',
      'Invalid (channel: unknown; and more; 7)',
    ],
    ['a gateway', '{"message":"Unauthorized","request_id":"1f"}', 'Unauthorized'],
    ['an error object', '{"error":{"message":"Quota","code":429}}', 'Quota', '429'],
    [
      'a framework',
      '{"detail":[{"loc":["body","channel"],"msg":"field required"}]}',
      'body.channel: field required',
    ],
    [
      'a framework, with a location that is nested without an end',
      `{"detail":[{"loc":["body",${'['.repeat(50_000)}${']'.repeat(50_000)}],"msg":"field required"}]}`,
      'body.…: field required',
    ],
    ['a problem document', '{"type":"about:blank","title":"Gone","status":410}', 'Gone'],
    ['empty fields', '{"error_message":"","error":" ","message":null}', undefined],
    ['another JSON', '[1,2]', undefined],
    ['JSON that was cut off', '{"error_message":"Bad', undefined],
    ['nothing', '  ', undefined],
    ['plain text', 'upstream connect error\r\n  or disconnect', 'upstream connect error or disconnect'],
    [
      'a web page',
      '<html><head><title>502 Bad Gateway</title></head><body><h1>Oh no</h1></body></html>',
      '502 Bad Gateway',
    ],
    [
      'a page without a title',
      '<!DOCTYPE html><body><h1>Access &amp; <b>denied</b></h1><p>x',
      'Access & denied',
    ],
    [
      'a page with scripts',
      '<body><script>alert("x")</script><!-- <p>no</p> --> Sorry <br>gone',
      'Sorry gone',
    ],
    ['a page cut off', '<html><head><title>504 Gate', '504 Gate'],
    ['tags only', '<html></html>', undefined],
    ['control and direction characters', '{"error":"a\\u001b[31mb\\u202ec\\u0000"}', 'a [31mb c'],
  ];
  for (const [name, body, message, code, errorId] of table) {
    it(name, () => {
      const parsed = parseErrorBody(body);
      assert.deepEqual([parsed.message, parsed.code, parsed.errorId], [message, code, errorId]);
    });
  }

  it('is shortened, never in the middle of a character', () => {
    const { message = '' } = parseErrorBody(JSON.stringify({ error: '😀'.repeat(1000) }));
    assert.match(message, /^😀{149}…$/u);
  });

  it('of eight megabytes is understood in a moment', () => {
    for (const text of ['<', '<h1', '\\', '<!--', '<script>', '&amp;']) {
      const body = text.repeat((8 * 1024 * 1024) / text.length);
      assert.ok(cpuMs(() => parseErrorBody(body)) < 1000, text);
    }
  });
});
