import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { createCanary } from './support/canary.ts';
import { findSecrets, scanFolder } from './support/secretScan.ts';

// A scan that finds nothing proves something only if it would have found it.
const secret = createCanary().apiKey;

const places: readonly (readonly [name: string, bytes: Buffer | string])[] = [
  ['a log', `[info] X-API-KEY: ${secret}\n`],
  ['a URL', `https://example.com/?key=${encodeURIComponent(secret)}`],
  ['a JSON file', JSON.stringify({ key: secret })],
  ['a database', Buffer.from(`SQLite format 3\0\xff\xfe${secret}\x01`, 'latin1')],
  ['a string of two bytes a letter', Buffer.from(`x${secret}`, 'utf16le')],
  ['hexadecimal', Buffer.from(`key ${secret}`).toString('hex')],
  ['base64', Buffer.from(secret).toString('base64')],
  ['base64 after one byte', Buffer.from(`"${secret}"`).toString('base64')],
  ['base64 after two bytes', Buffer.from(`k=${secret}&`).toString('base64')],
  ['base64 for URLs', Buffer.from(`{"key":"${secret}"}`).toString('base64url')],
];

for (const [name, bytes] of places) {
  it(`the scan finds a secret in ${name}`, () => {
    assert.notDeepEqual(findSecrets(Buffer.from(bytes as string, 'latin1'), [secret]), []);
  });
}

it('the scan finds nothing where nothing is', () => {
  assert.deepEqual(findSecrets(Buffer.from('X-API-KEY: ••••'), [secret]), []);
});

it('the scan reads every file of a folder, names of files included', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'polyai-scan-'));
  try {
    await writeFile(join(folder, 'harmless.txt'), 'nothing');
    assert.deepEqual(await scanFolder(folder, [secret]), []);
    await writeFile(join(folder, 'planted.log'), `sent ${secret}`);
    await writeFile(join(folder, encodeURIComponent(secret)), '');
    const hits = await scanFolder(folder, [secret]);
    assert.equal(hits.length, 2);
    assert.ok(hits.some(({ file, written }) => file === 'planted.log' && written === 'as it is'));
    assert.ok(!JSON.stringify(hits.map(({ written }) => written)).includes(secret));
  } finally {
    await rm(folder, { recursive: true });
  }
});
