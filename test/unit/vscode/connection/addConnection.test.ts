import type { Origin } from '../../../../src/core/chatApi/region.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { nextBox, type Box } from '../editorDouble.ts';
import type { AdkProject } from '../../../../src/core/paste/adkProject.ts';
import {
  createConnectionStore,
  type ConnectionStore,
} from '../../../../src/core/connection/connectionStore.ts';
import { createSecretVault, type SecretVault } from '../../../../src/core/connection/secretVault.ts';
import { MemorySecrets } from '../../core/connection/memorySecrets.ts';

const { addConnection } = await import('../../../../src/vscode/connection/addConnection.ts');

const key = 'canary-key-1';
const token = 'canary-token-2';
const ukOrigin = 'https://api.uk-1.platform.polyai.app';

let directory: string;
let secrets: MemorySecrets;
let store: ConnectionStore;
let vault: SecretVault;
let chats: string[];
let tests: string[];

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'add-'));
  secrets = new MemorySecrets();
  store = createConnectionStore({ directory });
  vault = createSecretVault(secrets);
  chats = [];
  tests = [];
});

afterEach(() => {
  store.dispose();
  vault.dispose();
  rmSync(directory, { recursive: true });
});

function add(projects: readonly AdkProject[] = []) {
  return addConnection({
    store,
    vault,
    readAdkProjects: async () => projects,
    createChat: async (id) => chats.push(id),
    testConnection: async (id) => tests.push(id),
  });
}

function nothingIsKept(): void {
  assert.deepEqual(store.list(), []);
  assert.equal(secrets.values.size, 0);
  assert.deepEqual(readdirSync(directory), []);
}

/** Answers the questions that come after the ids and the region. */
async function finish(next = 'Create Chat'): Promise<void> {
  (await nextBox()).choose('sandbox');
  (await nextBox()).enter();
  (await nextBox()).enter(`X-API-KEY: ${key}`);
  (await nextBox()).enter(`"${token}"`);
  (await nextBox()).choose(next);
}

async function credentialsOf(id: string, origin: Origin) {
  const reading = await vault.read(id, origin);
  return reading.kind === 'found' ? reading.credentials : reading.kind;
}

describe('Add Connection', () => {
  test('from an Agent Studio URL, to the first chat', async () => {
    const added = add();
    const first = await nextBox();
    assert.match(first.placeholder ?? '', /Agent Studio URL, a cURL command, or type the account id/);
    assert.deepEqual([first.step, first.totalSteps], [1, 5]);
    first.paste('https://studio.uk.poly.ai/acme-uk/acme-team-4/home');
    assert.equal(first.message, 'uk-1 · acme-uk · acme-team-4');
    first.enter();
    await finish();
    const connection = await added;
    assert.deepEqual(connection && { ...connection, id: '' }, {
      id: '',
      name: 'Acme team 4',
      region: 'uk-1',
      accountId: 'acme-uk',
      projectId: 'acme-team-4',
      environment: 'sandbox',
    });
    assert.deepEqual(store.list(), [connection]);
    assert.equal(store.active?.id, connection?.id);
    assert.deepEqual(chats, [connection?.id]);
    assert.deepEqual(await credentialsOf(connection?.id ?? '', ukOrigin), { apiKey: key, token });
    assert.doesNotMatch(readFileSync(path.join(directory, 'connections.json'), 'utf8'), /canary/);
  });

  for (const [name, text, reason] of [
    ['a cURL without an address', `curl -H 'X-API-KEY: ${key}' -H 'X-TOKEN: ${token}'`, /no address/],
    [
      'a cURL over plain http',
      `curl http://chat.example.com/v1/a/b/chat/create -H 'X-API-KEY: ${key}'`,
      /https/,
    ],
    ['an address with a password', `https://ada:${key}@studio.uk.poly.ai/a/b`, /user name and password/],
    ['the key of another API', `curl https://api.uk.poly.ai/v1/agents -H 'X-API-KEY: ${key}'`, /another API/],
    ['a letter about nothing', `Hello, the key is ${key}, best wishes`, /not an Agent Studio URL/],
  ] as const) {
    test(`${name}: says why, and leaves no secret in the box`, async () => {
      const added = add();
      const first = await nextBox();
      first.paste(text);
      assert.doesNotMatch(first.visibleText, /canary/);
      assert.match(first.message, reason);
      first.escape();
      assert.equal(await added, undefined);
      nothingIsKept();
    });
  }

  test('a secret pasted over a text of the same length is taken out of the box too', async () => {
    const added = add();
    const first = await nextBox();
    const secret = `X-API-KEY: ${key}`;
    first.paste('a'.repeat(secret.length));
    first.paste(secret);
    assert.doesNotMatch(first.visibleText, /canary/);
    assert.equal(first.message, 'API key');
    first.escape();
    await added;
  });

  test('what is pasted into the empty box is dots until it is known to hold no secret', async () => {
    const added = add();
    const first = await nextBox();
    assert.ok(first.password, 'a paste would stand there to be read until it is answered');
    for (const [text, isHidden] of [
      ['a', false],
      ['acme uk', false],
      ['https://studio.uk.poly.ai/acme', false],
      ['https://chat.example.com/v1/', false],
      [`https://ada:${key}@chat.example.com`, true],
      [`X-API-KEY: ${key}`, true],
      ['', true],
    ] as const) {
      // Letter by letter: what is pasted at once is taken out of the box.
      for (let end = 1; end <= text.length; end++) first.paste(text.slice(0, end));
      if (text === '') first.paste('');
      assert.equal(first.value, text);
      assert.equal(first.password, isHidden, text);
    }
    first.escape();
    await added;
  });

  test('a secret typed into another box is dots there', async () => {
    const added = add();
    (await nextBox()).enter(
      `curl https://api.uk-1.platform.polyai.app/v1/a/b/chat/create -H 'X-API-KEY: ${key}'`,
    );
    (await nextBox()).choose('sandbox');
    const name = await nextBox();
    assert.ok(!name.password);
    name.paste('My agent');
    assert.ok(!name.password);
    name.paste(`My agent ${key}`);
    assert.ok(name.password);
    name.escape();
    await added;
  });

  test('ids in quotes, pasted or typed, lose them', async () => {
    const added = add();
    (await nextBox()).enter(`POLYAI_ACCOUNT_ID='"acme"'`);
    (await nextBox()).enter('"bot"');
    (await nextBox()).choose('euw-1');
    await finish('Done');
    const connection = await added;
    assert.equal(connection?.accountId, 'acme');
    assert.equal(connection?.projectId, 'bot');
  });

  test('a project of the open folder that cannot be offered says why', async () => {
    const added = add([
      { folder: '/x', languages: [], variants: [], problems: ['project.yaml has a merge conflict.'] },
    ]);
    const first = await nextBox();
    assert.match(first.prompt ?? '', /project\.yaml has a merge conflict\./);
    first.escape();
    assert.equal(await added, undefined);
  });

  test('from a whole cURL line: only environment and name are left to ask', async () => {
    const added = add();
    const first = await nextBox();
    first.paste(
      `curl -X POST ${ukOrigin}/v1/acme/bot/chat/create -H 'X-API-KEY: ${key}' -H 'X-TOKEN: ${token}' -d '{"channel":"sms"}'`,
    );
    assert.doesNotMatch(first.visibleText, /canary/);
    assert.equal(first.message, 'uk-1 · acme · bot · API key · connector token · parameters');
    first.enter();
    const environment = await nextBox();
    assert.deepEqual([environment.step, environment.totalSteps], [2, 3]);
    environment.back();
    const again = await nextBox();
    assert.doesNotMatch(again.visibleText, /canary/);
    assert.match(again.message, /^uk-1 · acme · bot · API key/);
    again.enter();
    (await nextBox()).choose('LIVE');
    (await nextBox()).enter('The bot');
    (await nextBox()).choose('Done');
    const connection = await added;
    assert.equal(connection?.environment, 'live');
    assert.equal(store.active, undefined, 'a live agent is not what the next chat is about');
    assert.deepEqual(store.lastParameters(connection?.id ?? ''), { channel: 'sms' });
    assert.deepEqual(await credentialsOf(connection?.id ?? '', ukOrigin), { apiKey: key, token });
    assert.deepEqual(chats, []);
  });

  test('from an account id: project and region are asked, and kept when going back', async () => {
    const added = add();
    (await nextBox()).enter('acme');
    const project = await nextBox();
    assert.equal(project.step, 2);
    project.enter('a/b');
    assert.match(project.message, /slash/);
    project.enter('bot');
    const region = await nextBox();
    region.back();
    const projectAgain = await nextBox();
    assert.equal(projectAgain.value, 'bot');
    projectAgain.back();
    const first = await nextBox();
    assert.equal(first.value, 'acme');
    assert.equal(first.message, 'acme');
    assert.deepEqual(first.buttons, []);
    first.enter();
    (await nextBox()).enter();
    (await nextBox()).choose('euw-1');
    await finish('Test Connection');
    const connection = await added;
    assert.equal(connection?.region, 'euw-1');
    assert.equal(connection?.accountId, 'acme');
    assert.deepEqual(tests, [connection?.id]);
  });

  test('an unknown origin gets nothing unless it is approved', async () => {
    const url = 'https://chat.evil.example/v1/acme/bot/chat/create';
    const added = add();
    const first = await nextBox();
    first.paste(`curl ${url} -H 'X-API-KEY: ${key}' -H 'X-TOKEN: ${token}'`);
    assert.match(first.message, /https:\/\/chat\.evil\.example is not an address in PolyAI’s documentation/);
    first.enter();
    const approval = await nextBox();
    assert.match(approval.placeholder ?? '', /to https:\/\/chat\.evil\.example\?/);
    approval.choose();
    const back = await nextBox();
    assert.equal(back.title, 'Add Connection');
    nothingIsKept();
    back.enter();
    (await nextBox()).choose('Yes');
    (await nextBox()).choose('other');
    (await nextBox()).enter();
    (await nextBox()).choose('Done');
    const connection = await added;
    assert.equal(connection?.region, 'https://chat.evil.example');
    assert.equal(await credentialsOf(connection?.id ?? '', ukOrigin), 'boundElsewhere');
  });

  test('a custom origin is typed, checked and approved', async () => {
    const added = add();
    (await nextBox()).enter('acme/bot');
    (await nextBox()).choose('Custom origin');
    const origin = await nextBox();
    origin.enter('http://chat.example.com');
    assert.match(origin.message, /plain http/);
    origin.enter('https://me:pw@chat.example.com');
    assert.match(origin.message, /user name and password/);
    origin.enter('https://chat.example.com/');
    (await nextBox()).choose('Yes');
    await finish('Done');
    assert.equal((await added)?.region, 'https://chat.example.com');
  });

  test('secrets that cannot be sent are refused at the field', async () => {
    const added = add();
    (await nextBox()).enter('https://studio.uk.poly.ai/acme/bot');
    (await nextBox()).choose('sandbox');
    (await nextBox()).enter();
    const apiKey = await nextBox();
    assert.ok(apiKey.password);
    for (const [text, message] of [
      ['', /cannot be empty/],
      ['a\nb', /line break/],
      ['$POLYAI_API_KEY', /placeholder/],
      ['X-TOKEN: abc', /connector token/],
    ] as const) {
      apiKey.enter(text);
      assert.match(apiKey.message, message);
    }
    apiKey.enter(key);
    const connector = await nextBox();
    connector.enter(key);
    assert.match(connector.message, /same value/);
    connector.back();
    const apiKeyAgain = await nextBox();
    assert.equal(apiKeyAgain.value, '');
    assert.match(apiKeyAgain.placeholder ?? '', /Kept/);
    apiKeyAgain.enter();
    (await nextBox()).enter(token);
    (await nextBox()).escape();
    const connection = await added;
    assert.deepEqual(await credentialsOf(connection?.id ?? '', ukOrigin), { apiKey: key, token });
  });

  test('Escape at any question leaves nothing behind', async () => {
    const answers: ((box: Box) => void)[] = [
      (box) => box.enter('acme'),
      (box) => box.enter('bot'),
      (box) => box.choose('us-1'),
      (box) => box.choose('live'.toUpperCase()),
      (box) => box.enter(),
      (box) => box.enter(key),
    ];
    for (let count = 0; count <= answers.length; count++) {
      const added = add();
      for (const answer of answers.slice(0, count)) answer(await nextBox());
      (await nextBox()).escape();
      assert.equal(await added, undefined);
      nothingIsKept();
    }
  });
});

describe('the agent project of the open folder', () => {
  const project: AdkProject = {
    folder: 'hotel',
    region: 'uk-1',
    accountId: 'acme-uk',
    projectId: 'grand-hotel',
    projectName: 'Grand $(zap) Hotel',
    languages: [],
    variants: [],
    problems: [],
  };

  test('is proposed first, and used only when chosen', async () => {
    const added = add([project]);
    const first = await nextBox();
    assert.equal(first.items[0]?.description, 'uk-1 · acme-uk · grand-hotel');
    assert.ok(!first.items[0]?.label.includes('$(zap)'));
    first.choose();
    await finish('Done');
    const connection = await added;
    assert.equal(connection?.region, 'uk-1');
    assert.equal(connection?.name, project.projectName);
  });

  test('another agent can be chosen instead', async () => {
    const added = add([project]);
    (await nextBox()).choose('Another');
    (await nextBox()).enter('https://studio.us.poly.ai/other/bot');
    await finish('Done');
    const connection = await added;
    assert.deepEqual([connection?.region, connection?.accountId], ['us-1', 'other']);
  });

  test('another project after Back gets its own name, and not the key that was typed for the first', async () => {
    const inn: AdkProject = { ...project, folder: 'inn', projectId: 'small-inn', projectName: 'Small Inn' };
    const added = add([project, inn]);
    (await nextBox()).choose('Grand');
    (await nextBox()).choose('sandbox');
    (await nextBox()).enter();
    (await nextBox()).enter('canary-key-of-the-hotel');
    for (let step = 0; step < 4; step++) (await nextBox()).back();
    (await nextBox()).choose('Small Inn');
    (await nextBox()).choose('sandbox');
    const name = await nextBox();
    assert.equal(name.value, 'Small Inn');
    name.enter();
    const apiKey = await nextBox();
    assert.doesNotMatch(apiKey.placeholder ?? '', /Kept/);
    apiKey.enter(key);
    (await nextBox()).enter(token);
    (await nextBox()).choose('Done');
    const connection = await added;
    assert.equal(connection?.name, 'Small Inn');
    assert.deepEqual(await credentialsOf(connection?.id ?? '', ukOrigin), { apiKey: key, token });
  });

  test('what it does not say is asked', async () => {
    const added = add([{ ...project, region: undefined }]);
    (await nextBox()).choose();
    (await nextBox()).choose('studio');
    await finish('Done');
    assert.equal((await added)?.region, 'studio');
  });
});
