import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { toCurl } from '../../../../src/core/chatApi/curl.ts';
import { createRequestPreview } from '../../../../src/core/chatApi/requestPreview.ts';

const url = 'https://api.uk-1.platform.polyai.app/v1/acme-uk/acme-team-4/chat/create';

it('reads like the documentation', () => {
  assert.equal(
    toCurl({ method: 'POST', url, body: '{"channel":"webchat"}' }),
    `curl -X POST '${url}' -H "X-API-KEY: $POLYAI_API_KEY" -H "X-TOKEN: $POLYAI_TOKEN" ` +
      `-H 'Accept: application/json' -H 'Content-Type: application/json' --data-raw '{"channel":"webchat"}'`,
  );
});

it('without a body there is none', () => {
  assert.doesNotMatch(toCurl({ method: 'PUT', url, body: undefined }), /data|Content-Type/);
});

it('holds no key that a terminal would obey while it is pasted', () => {
  const body = '{"a":"\u001b[201~\u0015touch x\n\r\u0008"}';
  assert.doesNotMatch(toCurl({ method: 'POST', url, body }), /\p{Cc}/u);
});

describe('in a real shell', { skip: process.platform === 'win32' }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'polyai-curl-'));
    // Stands in for curl and shows which words the shell made of the line.
    await writeFile(path.join(folder, 'curl'), '#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done\n');
    await chmod(path.join(folder, 'curl'), 0o755);
  });
  after(() => rm(folder, { recursive: true }));

  const bodies = [
    `{"a":"it's"}`,
    `{"a":"'; rm -rf ~; echo '"}`,
    '{"a":"$(id) `id` $HOME !! \\\\ \\" %"}',
    '{"a":"@file","b":"--output x"}',
    '{"a":"ü 👋"}',
  ];
  for (const body of bodies) {
    it(body, async () => {
      const hostileUrl = `${url}?'$(id)`;
      const env = { PATH: `${folder}:${process.env['PATH']}`, POLYAI_API_KEY: 'k "1"', POLYAI_TOKEN: "t'2" };
      const line = toCurl({ method: 'POST', url: hostileUrl, body });
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', line], { env });
      assert.deepEqual(stdout.split('\0').slice(0, -1), [
        '-X',
        'POST',
        hostileUrl,
        '-H',
        'X-API-KEY: k "1"',
        '-H',
        "X-TOKEN: t'2",
        '-H',
        'Accept: application/json',
        '-H',
        'Content-Type: application/json',
        '--data-raw',
        body,
      ]);
    });
  }
});

it('nothing that a terminal would act upon is pasted', () => {
  const line = toCurl({
    method: 'POST',
    url,
    body: JSON.stringify({ a: '\u009b31m\u202e\u2028\u007f\ufeff' }),
  });
  assert.match(line, /\{"a":"\\u009b31m\\u202e\\u2028\\u007f\\ufeff"\}/);
});

describe('the preview', () => {
  it('shows the request as it will be, without a secret', () => {
    const integrationAttributes = '{"id":12345678901234567890,"deep":{"price":1.10}}' as JsonObjectText;
    const preview = createRequestPreview(url, { channel: 'webchat', integrationAttributes });
    assert.equal(preview.method, 'POST');
    assert.equal(preview.url, url);
    assert.deepEqual(preview.headers, {
      'X-API-KEY': '••••',
      'X-TOKEN': '••••',
      Accept: 'application/json',
      'Content-Type': 'application/json',
    });
    assert.equal(
      preview.bodyText,
      [
        '{',
        '  "channel": "webchat",',
        '  "integration_attributes": {',
        '    "id": 12345678901234567890,',
        '    "deep": {',
        '      "price": 1.10',
        '    }',
        '  }',
        '}',
      ].join('\n'),
    );
    assert.equal(preview.body, `{"channel":"webchat","integration_attributes":${integrationAttributes}}`);
  });

  it('of nothing has no body', () => {
    const preview = createRequestPreview(url, {});
    assert.deepEqual(
      [preview.body, preview.bodyText, preview.headers['Content-Type']],
      [undefined, '', undefined],
    );
  });
});
