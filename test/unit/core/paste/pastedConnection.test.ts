import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { CreateChatParameters, JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import { parsePastedConnection, type PastedConnection } from '../../../../src/core/paste/pastedConnection.ts';
import { cpuMs } from '../../../support/timing.ts';

const key = 'canary-key-8c1f';
const token = 'canary-token-77ab';

/** Only what a line expects is compared; `summary` is always compared when given. */
function understands(text: string, expected: Partial<PastedConnection>): void {
  const understood = parsePastedConnection(text);
  const compared = Object.fromEntries(
    Object.keys(expected).map((name) => [name, understood[name as keyof PastedConnection]]),
  );
  assert.deepEqual(compared, expected);
}

const studioUrls: readonly [text: string, summary: string][] = [
  ['https://studio.us.poly.ai/acme/bot', 'us-1 · acme · bot'],
  ['https://studio.uk.poly.ai/acme-uk/acme-team-4', 'uk-1 · acme-uk · acme-team-4'],
  ['https://studio.eu.poly.ai/ws-1a2b3c4d/PROJECT-WEVYLLDV', 'euw-1 · ws-1a2b3c4d · PROJECT-WEVYLLDV'],
  ['https://studio.poly.ai/ben-ws/first-agent', 'studio · ben-ws · first-agent'],
  [
    'https://studio.uk.poly.ai/acme-uk/acme-team-4/conversations/CA12?tab=x#top',
    'uk-1 · acme-uk · acme-team-4',
  ],
  ['https://studio.uk.poly.ai/acme-uk/acme-team-4/', 'uk-1 · acme-uk · acme-team-4'],
  ['https://studio.uk.poly.ai/acme-uk', 'uk-1 · acme-uk'],
  ['https://studio.uk.poly.ai', 'uk-1'],
  ['  <https://studio.uk.poly.ai/acme-uk/acme-team-4>  ', 'uk-1 · acme-uk · acme-team-4'],
  ['“https://studio.uk.poly.ai/acme-uk/acme-team-4”', 'uk-1 · acme-uk · acme-team-4'],
  ['\u200Bhttps://studio.uk.poly.ai/acme-uk/acme-team-4\u00A0', 'uk-1 · acme-uk · acme-team-4'],
  ['studio.uk.poly.ai/acme-uk/acme-team-4', 'uk-1 · acme-uk · acme-team-4'],
  ['HTTPS://STUDIO.UK.POLY.AI/acme-uk/acme-team-4', 'uk-1 · acme-uk · acme-team-4'],
  ['https://studio.uk.poly.ai/caf%C3%A9/team%204', 'uk-1 · café · team 4'],
  ['https://studio.uk.poly.ai/100%/bot', 'uk-1 · 100% · bot'],
];

describe('an Agent Studio URL', () => {
  for (const [text, summary] of studioUrls) {
    test(text, () => understands(text, { kind: 'studioUrl', summary, known: true, problem: undefined }));
  }
  test('its calls go to the API of its region', () =>
    understands('https://studio.eu.poly.ai/a/b', {
      region: 'euw-1',
      origin: 'https://api.euw-1.platform.polyai.app',
    }));
});

const apiUrls: readonly [text: string, expected: Partial<PastedConnection>][] = [
  [
    'https://api.us-1.platform.polyai.app/v1/acme/bot/chat/create',
    { region: 'us-1', accountId: 'acme', projectId: 'bot' },
  ],
  [
    'https://api.uk-1.platform.polyai.app/v1/acme/bot/chat/respond?x=1',
    { region: 'uk-1', accountId: 'acme' },
  ],
  ['api.euw-1.platform.polyai.app/v1/acme/bot/chat', { region: 'euw-1', projectId: 'bot' }],
  ['https://api.studio.poly.ai/v1/acme/bot/chat/create', { region: 'studio', known: true }],
  [
    'http://api.us-1.platform.polyai.app/v1/a/b',
    { region: 'us-1', origin: 'https://api.us-1.platform.polyai.app' },
  ],
  ['https://api.us-1.platform.polyai.app', { region: 'us-1', accountId: undefined, projectId: undefined }],
  [
    'https://api.us-1.platform.polyai.app/{version}/{account_id}/{project_id}/chat/create',
    { region: 'us-1', accountId: undefined, projectId: undefined },
  ],
  [
    'https://api.uk.poly.ai/v1/agents/AG-1/debug-chat',
    { region: 'uk-1', accountId: undefined, projectId: undefined },
  ],
  [
    'https://chat.example.com:8443/v1/acme/bot/chat/create',
    {
      region: 'https://chat.example.com:8443',
      known: false,
      accountId: 'acme',
      summary: 'chat.example.com:8443 · acme · bot',
    },
  ],
  ['http://127.0.0.1:3000/v1/a/b/chat/create', { region: 'http://127.0.0.1:3000', known: false }],
  ['http://localhost:3000', { region: 'http://localhost:3000', known: false }],
  ['http://[::1]:3000', { region: 'http://[::1]:3000', known: false }],
  [
    'https://studio.uk.poly.ai.example.com/a/b',
    { region: undefined, origin: undefined, accountId: undefined },
  ],
  ['https://api.uk-1.platform.polyai.app:444/v1/a/b/chat/create', { known: false }],
  ['https://api.uk-1.platform.polyai.app./v1/a/b/chat/create', { known: false }],
  [
    'https://аpi.uk-1.platform.polyai.app/v1/a/b/chat/create',
    { known: false, origin: 'https://xn--pi-6kc.uk-1.platform.polyai.app' },
  ],
];

describe('a Chat API URL', () => {
  for (const [text, expected] of apiUrls) {
    test(text, () => understands(text, { kind: 'apiUrl', ...expected }));
  }
});

const refusals: readonly [text: string, problem: RegExp][] = [
  ['https://me:secret@studio.uk.poly.ai/a/b', /user name and password/],
  ['https://studio.uk.poly.ai@evil.example/a/b', /user name and password/],
  ['http://chat.example.com/v1/a/b', /plain http/],
  ['http://127.0.0.1.example.com/v1/a/b', /plain http/],
  ['http://10.0.0.1/v1/a/b', /plain http/],
  ['ftp://studio.uk.poly.ai/a/b', /https:\/\//],
  ['file:///etc/passwd', /https:\/\//],
  ['https://studio.staging.poly.ai/a/b', /not documented/],
  ['https://', /not a whole web address/],
  ['https://studio.uk.poly.ai/a%2Fb/c', /slash/],
  ['https://studio.uk.poly.ai/a%00b/c', /control characters/],
  ['https:\\\\studio.uk.poly.ai\\a', /not an Agent Studio URL|not a whole web address|slash/],
  ['a/b/c', /account\/project/],
  ['..', /cannot be \.\./],
  ['acme/..', /cannot be \.\./],
  ['some words about nothing', /not an Agent Studio URL/],
  ['curl', /^/],
  ['curl -H "X-API-KEY: abc"', /no address/],
  ['curl https://me:pw@api.uk-1.platform.polyai.app/v1/a/b/chat/create', /user name and password/],
  ['curl http://chat.example.com/v1/a/b/chat/create', /plain http/],
];

describe('what is refused, with a sentence', () => {
  for (const [text, problem] of refusals) {
    test(text, () => {
      const understood = parsePastedConnection(text);
      if (text === 'curl') return assert.equal(understood.kind, 'accountId');
      assert.equal(understood.kind, 'refused');
      assert.match(understood.problem ?? '', problem);
      assert.equal(understood.origin, undefined);
      assert.equal(understood.apiKey, undefined);
    });
  }
});

const ids: readonly [text: string, expected: Partial<PastedConnection>][] = [
  ['acme-uk', { accountId: 'acme-uk', projectId: undefined }],
  ['ws-1a2b3c4d', { accountId: 'ws-1a2b3c4d' }],
  ['PLATFORM', { accountId: 'PLATFORM' }],
  ['"acme-uk"', { accountId: 'acme-uk' }],
  [
    'acme-uk/acme-team-4',
    { accountId: 'acme-uk', projectId: 'acme-team-4', summary: 'acme-uk · acme-team-4' },
  ],
  ['acme-uk/acme-team-4/', { accountId: 'acme-uk', projectId: 'acme-team-4' }],
];

describe('an account id', () => {
  for (const [text, expected] of ids) test(text, () => understands(text, { kind: 'accountId', ...expected }));
  test('nothing at all', () => understands(' \u200B ', { kind: 'empty', summary: '' }));
});

const url = 'https://api.uk-1.platform.polyai.app/v1/acme-uk/acme-team-4/chat/create';
const body =
  '{"channel":"webchat","variant_id":"VARIANT-1","integration_attributes":{"n":12345678901234567890,"s":"it\'s \\"so\\""}}';
const whole = {
  kind: 'curl',
  region: 'uk-1',
  accountId: 'acme-uk',
  projectId: 'acme-team-4',
  apiKey: key,
  token,
  problem: undefined,
} as const;
const parameters: CreateChatParameters = {
  variantId: 'VARIANT-1',
  channel: 'webchat',
  integrationAttributes: '{"n":12345678901234567890,"s":"it\'s \\"so\\""}' as JsonObjectText,
};
const bashBody = body.replaceAll("'", String.raw`'\''`);
const chromeCmdBody = body
  .replaceAll('\\', '\\\\')
  .replaceAll('"', String.raw`^\^"`)
  .replaceAll(/[{}]/g, '^$&');

const curls: readonly [name: string, text: string][] = [
  ['one line', `curl -X POST ${url} -H 'X-API-KEY: ${key}' -H 'X-TOKEN: ${token}' -d '${bashBody}'`],
  [
    'as documentation prints it',
    `curl --request POST \\\n  --url ${url} \\\n  --header 'Content-Type: application/json' \\\n  --header 'X-API-KEY: ${key}' \\\n  --header 'X-TOKEN: ${token}' \\\n  --data '${bashBody}'\n`,
  ],
  [
    'lines joined by an input box',
    `curl --request POST \\   --url ${url} \\ --header 'X-API-KEY: ${key}' \\ -H'X-TOKEN: ${token}' \\   --data '${bashBody}'`,
  ],
  [
    'Windows line ends',
    `curl -XPOST ${url} \\\r\n-H "X-API-KEY:${key}" \\\r\n-H "x-token: ${token}" \\\r\n--json '${bashBody}'`,
  ],
  [
    'a prompt before it and a pipe after it',
    `$ curl -sS '${url}' -H "X-Api-Key: ${key}" -H X-TOKEN:${token} --data-raw '${bashBody}' | jq .`,
  ],
  [
    '= between option and value',
    `curl --url=${url} --header="X-API-KEY: ${key}" --header='X-TOKEN: ${token}' --data-binary='${bashBody}'`,
  ],
  [
    "Chrome's bash with $'…'",
    `curl '${url}' \\\n  -H 'x-api-key: ${key}' \\\n  -H 'x-token: ${token}' \\\n  --data-raw $'${body.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\u0027`)}'`,
  ],
  [
    "Chrome's cmd",
    `curl ^"${url}^" ^\r\n  -H ^"x-api-key: ${key}^" ^\r\n  -H ^"x-token: ${token}^" ^\r\n  --data-raw ^"${chromeCmdBody}^"`,
  ],
  [
    "older browsers' cmd",
    `curl "${url}" ^\n -H "x-api-key: ${key}" ^\n -H "x-token: ${token}" ^\n --data-raw "${body.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}" --compressed`,
  ],
  [
    'PowerShell line ends',
    `curl.exe "${url}" \`\n -H "x-api-key: ${key}" \`\n -H "x-token: ${token}" \`\n -d '${bashBody}'`,
  ],
  [
    'options with values before the URL',
    `curl -sSLo out.json -m 30 -A 'x y' -u me:pw -b a=b -H 'X-API-KEY: ${key}' -H 'X-TOKEN: ${token}' ${url} -d '${bashBody}'`,
  ],
  [
    'the later header wins',
    `curl ${url} -H 'X-API-KEY: old' -H 'X-API-KEY: ${key}' -H 'X-TOKEN: ${token}' -d '${bashBody}'`,
  ],
];

describe('a cURL command', () => {
  for (const [name, text] of curls) test(name, () => understands(text, { ...whole, parameters }));

  test('quotes turned around by a chat', () =>
    understands(`curl ${url} -H “X-API-KEY: ${key}” -H ‘X-TOKEN: ${token}’`, whole));

  test('placeholders are not secrets', () =>
    understands(`curl ${url} -H "X-API-KEY: $POLYAI_API_KEY" -H 'X-TOKEN: <x-token>'`, {
      apiKey: undefined,
      token: undefined,
      accountId: 'acme-uk',
    }));

  test('to an unknown origin, known to be unknown', () =>
    understands(`curl https://evil.example/v1/a/b/chat/create -H 'X-API-KEY: ${key}'`, {
      kind: 'curl',
      origin: 'https://evil.example',
      known: false,
    }));

  test('to this machine, without a scheme', () =>
    understands('curl localhost:8080/v1/a/b/chat/create', { kind: 'curl', origin: 'http://localhost:8080' }));

  test('a respond has no create parameters', () =>
    understands(`curl ${url.replace('create', 'respond')} -d '{"conversation_id":"1","channel":"x"}'`, {
      kind: 'curl',
      parameters: undefined,
    }));

  for (const broken of ['not json', '[1]', '{"a":', `${'['.repeat(200_000)}${']'.repeat(200_000)}`]) {
    test(`a body that is no object: ${broken.slice(0, 20)}`, () => {
      const understood = parsePastedConnection(`curl ${url} -d '${broken}'`);
      assert.equal(understood.parameters, undefined);
      assert.match(understood.problem ?? '', /not a JSON object/);
    });
  }

  test('the key of a neighbouring API is not taken', () =>
    understands(`curl https://api.uk.poly.ai/v1/agents -H 'X-API-KEY: ${key}'`, {
      region: 'uk-1',
      apiKey: undefined,
    }));
});

describe('headers and variables', () => {
  test('two headers', () =>
    understands(`X-API-KEY: ${key}\nX-TOKEN: ${token}`, {
      kind: 'header',
      apiKey: key,
      token,
      region: undefined,
    }));
  test('two headers on one line', () =>
    understands(`-H "X-API-KEY: ${key}" -H "X-TOKEN: ${token}"`, { kind: 'header', apiKey: key, token }));
  test('as JSON', () =>
    understands(`{"X-API-KEY": "${key}", "X-TOKEN": "${token}"}`, { apiKey: key, token }));
  test('an .env file', () =>
    understands(
      `export POLYAI_API_KEY=${key}\nPOLYAI_TOKEN="${token}"\nPOLYAI_REGION=euw-1\nPOLYAI_ACCOUNT_ID=acme\nPOLYAI_PROJECT_ID=bot`,
      {
        kind: 'header',
        apiKey: key,
        token,
        region: 'euw-1',
        accountId: 'acme',
        projectId: 'bot',
        known: true,
      },
    ));
  test('an origin in an .env file is unknown', () =>
    understands('POLYAI_REGION=https://evil.example', { origin: 'https://evil.example', known: false }));
});

describe('whatever is pasted', () => {
  test('no secret is in the summary or the problem', () => {
    for (const [, text] of curls) {
      const { apiKey, token: connector, parameters: _, ...shown } = parsePastedConnection(text);
      assert.ok(apiKey !== undefined && connector !== undefined);
      assert.doesNotMatch(JSON.stringify(shown), /canary/);
    }
  });

  test('never throws, and what it takes is valid', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'curl ',
        'https://',
        'studio.uk.poly.ai',
        '/',
        '%',
        "$'",
        '\\',
        '^',
        '"',
        "'",
        '\n',
        '-H ',
        'X-TOKEN:',
        '{',
        '@',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const understood = parsePastedConnection(pieces.join(''));
        assert.equal(
          understood.kind === 'refused',
          understood.kind === 'refused' && understood.problem !== undefined,
        );
        assert.ok(!/[/\\]/.test(understood.accountId ?? ''));
        if (understood.apiKey !== undefined) assert.match(understood.apiKey, /^[!-~]+$/);
      }),
      { numRuns: 500 },
    );
  });

  for (const [name, text] of [
    ['letters', 'a'.repeat(1e6)],
    ['spaces', `x${' '.repeat(1e6)}x`],
    ['curl and spaces', `curl ${' '.repeat(1e6)}x`],
    ['quotes', `curl ${'"'.repeat(1e6)}`],
    ['carets', `curl ^"${'^'.repeat(1e6)}`],
    ['backslashes', `curl $'${'\\'.repeat(1e6)}`],
    ['headers', `curl ${"-H 'X-API-KEY: a' ".repeat(5e4)}`],
    ['dashes', `curl -${'-'.repeat(1e6)}`],
    ['flags', `curl -${'s'.repeat(1e6)}`],
    ['slashes', `https://studio.uk.poly.ai${'/'.repeat(1e6)}`],
    ['names', 'x-api-key '.repeat(1e5)],
    ['a header and spaces', `X-API-KEY:${' '.repeat(1e6)}`],
    ['dots', `${'a.'.repeat(5e5)}poly.ai`],
    ['objects', '{}'.repeat(5e5)],
    ['open objects', '{"a":'.repeat(2e5)],
    ['variables', 'POLYAI_API_KEY=a '.repeat(6e4)],
    ['headers without values', 'x-api-key: '.repeat(9e4)],
    ['comments', '# X-API-KEY: a\n'.repeat(7e4)],
    ['comments on one line', '# X-API-KEY: a '.repeat(7e4)],
    ['number signs', '# '.repeat(5e5)],
    ['bodies', 'body:"'.repeat(1.6e5)],
    ['addresses', 'https://a.b/ '.repeat(8e4)],
    ['request variables', '{{a}}/x '.repeat(1e5)],
    ['curls', 'curl '.repeat(2e5)],
    ['fences', '```'.repeat(3e5)],
    ['dollars', '${'.repeat(5e5)],
    ['hosts', 'host: '.repeat(1.6e5)],
    ['a name and line breaks', `api key:${'\n'.repeat(1e6)}`],
    ['braces', `curl x -d '${'{"a":'.repeat(2e5)}'`],
  ] as const) {
    test(`a megabyte of ${name} is read at once`, () => {
      assert.ok(cpuMs(() => parsePastedConnection(text)) < 1000);
    });
  }
});
