import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { longestStretch } from '../../../support/timing.ts';
import { readAdkProject } from '../../../../src/core/paste/adkProject.ts';

const fixture = path.join(import.meta.dirname, '../../../fixtures/adkProject');
const directory = mkdtempSync(path.join(tmpdir(), 'adk-'));
after(() => rmSync(directory, { recursive: true }));

let count = 0;
/** A folder with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const root = path.join(directory, String(count++));
  mkdirSync(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

const generated = Buffer.from(
  JSON.stringify({
    region: 'euw-1',
    account_id: 'acme',
    project_id: 'PROJECT-1',
    project_name: 'Hotel',
    branch_id: 'main',
    resources: {
      default_language: 'en-GB',
      additional_languages: ['fr-FR'],
      variants: {
        'VARIANTS-12a267b4': { name: 'london', is_default: true },
        'VARIANTS-2': { name: 'manchester' },
      },
    },
  }),
).toString('base64');

describe('an ADK project', () => {
  const expected = {
    region: 'uk-1',
    accountId: 'acme-uk',
    projectId: 'grand-hotel',
    projectName: 'Grand Hotel',
    languages: ['en-GB', 'de-DE', 'yue-Hant-HK'],
    variants: [
      { name: 'london', id: undefined, isDefault: true },
      { name: 'manchester', id: undefined, isDefault: false },
    ],
    problems: [],
  };

  test('is read from its folder', async () => {
    assert.deepEqual(await readAdkProject(fixture), { folder: fixture, ...expected });
  });

  test('is found from a folder inside it', async () => {
    assert.deepEqual(await readAdkProject(path.join(fixture, 'functions')), { folder: fixture, ...expected });
  });

  test('is read from what the ADK generated when project.yaml is missing', async () => {
    const folder = project({ '_gen/.agent_studio_config': generated });
    assert.deepEqual(await readAdkProject(folder), {
      folder,
      region: 'euw-1',
      accountId: 'acme',
      projectId: 'PROJECT-1',
      projectName: 'Hotel',
      languages: ['en-GB', 'fr-FR'],
      variants: [
        { name: 'london', id: 'VARIANTS-12a267b4', isDefault: true },
        { name: 'manchester', id: 'VARIANTS-2', isDefault: false },
      ],
      problems: [],
    });
  });

  test('takes the ids of its variants from what the ADK generated', async () => {
    const folder = path.join(directory, 'both');
    cpSync(fixture, folder, { recursive: true });
    mkdirSync(path.join(folder, '_gen'));
    writeFileSync(path.join(folder, '_gen/.agent_studio_config'), generated);
    const read = await readAdkProject(folder);
    assert.equal(read?.region, 'uk-1');
    assert.deepEqual(
      read?.variants.map(({ id }) => id),
      ['VARIANTS-12a267b4', 'VARIANTS-2'],
    );
  });

  test('an ordinary folder is none', async () => assert.equal(await readAdkProject(directory), undefined));
});

describe('a project in the middle of something', () => {
  const conflict = '<<<<<<< HEAD\naccount_id: acme\n=======\naccount_id: acme-uk\n>>>>>>> main\n';

  test('merge markers in project.yaml: what the ADK generated is offered, and the conflict told', async () => {
    const read = await readAdkProject(
      project({ 'project.yaml': conflict, '_gen/.agent_studio_config': generated }),
    );
    assert.equal(read?.accountId, 'acme');
    assert.equal(read?.projectId, 'PROJECT-1');
    assert.deepEqual(read?.problems, ['project.yaml has a merge conflict.']);
  });

  test('merge markers and nothing else: the conflict is told', async () => {
    const read = await readAdkProject(project({ 'project.yaml': conflict }));
    assert.equal(read?.accountId, undefined);
    assert.deepEqual(read?.problems, ['project.yaml has a merge conflict.']);
  });

  test('ids and names that look like numbers stay as they are written', async () => {
    const read = await readAdkProject(
      project({
        'project.yaml': 'account_id: 0012\nproject_id: 12345678901234567890\nproject_name: 1.10\n',
        'config/variant_attributes.yaml': 'variants:\n  - name: 1.10\n    is_default: true\n  - name: yes\n',
      }),
    );
    assert.equal(read?.accountId, '0012');
    assert.equal(read?.projectId, '12345678901234567890');
    assert.equal(read?.projectName, '1.10');
    assert.deepEqual(read?.variants, [
      { name: '1.10', id: undefined, isDefault: true },
      { name: 'yes', id: undefined, isDefault: false },
    ]);
  });

  for (const [name, bytes] of [
    ['Windows-1252', Buffer.from('account_id: caf\u00E9\n', 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFaccount_id: acme\n', 'utf16le')],
  ] as const) {
    test(`project.yaml in ${name} is told, not guessed`, async () => {
      const folder = project({});
      writeFileSync(path.join(folder, 'project.yaml'), bytes);
      const read = await readAdkProject(folder);
      assert.equal(read?.accountId, undefined);
      assert.deepEqual(read?.problems, ['project.yaml could not be read.']);
    });
  }

  test('what the ADK generated in no base64 is told, not guessed', async () => {
    const read = await readAdkProject(
      project({ 'project.yaml': 'account_id: acme\n', '_gen/.agent_studio_config': `${generated}!` }),
    );
    assert.deepEqual(read?.problems, ['_gen/.agent_studio_config could not be read.']);
  });
});

const limit = 64 * 1024;

/** Pieces up to the limit, or up to what is still parsed. */
function fill(piece: (n: number) => string, bytes = limit): string {
  const pieces: string[] = [];
  let length = 0;
  for (let n = 0; length + piece(n).length <= bytes; n++) {
    pieces.push(piece(n));
    length += piece(n).length;
  }
  return pieces.join('');
}

const hostileYaml: Readonly<Record<string, (bytes: number) => string>> = {
  anchors: (bytes) => fill((n) => `a${n}: &a${n} x\n`, bytes),
  'short anchors': (bytes) => fill((n) => `- &${n}\n`, bytes),
  aliases: (bytes) => fill((n) => (n === 0 ? 'a: &a x\n' : '- *a\n'), bytes),
  keys: (bytes) => fill((n) => `${n.toString(36)}:\n`, bytes),
  'keys in braces': (bytes) => fill((n) => `${n === 0 ? '{' : ','}k${n}`, bytes),
  'open [': (bytes) => '['.repeat(bytes),
  'open {': (bytes) => '{'.repeat(bytes),
  'nested {': (bytes) => fill(() => '{a: ', bytes),
  'matched [': (bytes) => '['.repeat(bytes / 2) + ']'.repeat(bytes / 2),
  'open "': (bytes) => '"'.repeat(bytes),
  'nested -': (bytes) => fill(() => '- ', bytes),
  'nested ?': (bytes) => fill(() => '? ', bytes),
  colons: (bytes) => fill(() => ': ', bytes),
  commas: (bytes) => `[${','.repeat(bytes - 2)}]`,
  ampersands: (bytes) => fill(() => '& ', bytes),
  'wrong escapes': (bytes) => `"${'\\x'.repeat(bytes / 2 - 1)}"`,
  percents: (bytes) => fill(() => '%\n', bytes),
  documents: (bytes) => fill(() => '---\n', bytes),
  indentation: (bytes) => fill((n) => `${' '.repeat(n)}a:\n`, bytes),
  'line breaks': (bytes) => '\n'.repeat(bytes),
};

describe('a file of a folder never holds the thread', () => {
  for (const [name, shape] of Object.entries(hostileYaml)) {
    // Below the limit in bytes a shape may pass the count of tokens, and then costs more.
    for (const bytes of [limit, 32_000, 24_000, 16_000, 12_000, 7900]) {
      test(`${bytes} bytes of ${name}`, async () => {
        const folder = project({ 'project.yaml': shape(bytes) });
        await readAdkProject(directory);
        const { longestMs } = await longestStretch(() => readAdkProject(folder));
        assert.ok(longestMs < 100, `${Math.round(longestMs)} ms`);
      });
    }
  }

  test('one byte more than 64 kB is not read at all', async () => {
    const folder = project({ 'project.yaml': `account_id: acme\n#${'x'.repeat(limit)}` });
    assert.deepEqual((await readAdkProject(folder))?.problems, ['project.yaml could not be read.']);
  });

  for (const [name, json] of [
    ['keys', `{${fill((n) => `${n === 0 ? '' : ','}"${n.toString(36)}":${n}`, 700_000)}}`],
    ['open [', '['.repeat(700_000)],
    ['matched [', '['.repeat(350_000) + ']'.repeat(350_000)],
    [
      'variants',
      `{"account_id":"a","resources":{"variants":{${fill((n) => `${n === 0 ? '' : ','}"${n}":{"name":"${n}"}`, 700_000)}}}}`,
    ],
  ] as const) {
    test(`700 kB of generated ${name}`, async () => {
      const folder = project({ '_gen/.agent_studio_config': Buffer.from(json).toString('base64') });
      const { longestMs } = await longestStretch(() => readAdkProject(folder));
      assert.ok(longestMs < 100, `${Math.round(longestMs)} ms`);
    });
  }

  test('1,600 lines of variants are read', async () => {
    const lines = fill((n) => `  - name: variant-${n}\n    is_default: false\n`, 36_000);
    const read = await readAdkProject(
      project({
        'project.yaml': 'account_id: acme\n',
        'config/variant_attributes.yaml': `variants:\n${lines}`,
      }),
    );
    assert.deepEqual(read?.problems, []);
    assert.ok((read?.variants.length ?? 0) > 750);
  });
});

describe('a hostile project is only a smaller proposal', () => {
  const identity = 'account_id: acme\nproject_id: hotel\n';
  for (const region of [
    'https://evil.example',
    'stand-in',
    'staging',
    '__proto__',
    '["us-1"]',
    'us-1 ; rm',
    '"us-1\\u200b"',
  ]) {
    test(`region: ${region}`, async () => {
      const read = await readAdkProject(project({ 'project.yaml': `${identity}region: ${region}\n` }));
      assert.equal(read?.region, undefined);
      assert.equal(read?.accountId, 'acme');
      assert.doesNotMatch(JSON.stringify({ ...read, folder: '' }), /evil/);
    });
  }
  for (const id of ['a/b', '..', '"a\\0b"', '"a\\u2028b"', `"${'x'.repeat(300)}"`]) {
    test(`account id: ${id.slice(0, 20)}`, async () => {
      const read = await readAdkProject(
        project({ 'project.yaml': `region: us-1\naccount_id: ${id}\nproject_id: 12345\n` }),
      );
      assert.equal(read?.accountId, undefined);
      assert.equal(read?.projectId, '12345');
      assert.equal(read?.problems.length, 1);
    });
  }

  const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}*a${n}]`).join('\n')}\n`;
  for (const [name, text] of [
    ['a YAML bomb', bomb + identity],
    ['a list', '- 1'],
    ['half a document', 'region: [us-1'],
    ['nesting', '['.repeat(100_000)],
    ['two megabytes', `${identity}#${'x'.repeat(2e6)}`],
    ['a tag', '!!js/function "x"'],
    ['nothing', ''],
  ] as const) {
    test(`${name} instead of project.yaml`, { timeout: 20_000 }, async () => {
      const read = await readAdkProject(project({ 'project.yaml': text }));
      assert.equal(read?.accountId, undefined);
      assert.deepEqual(read?.problems, ['project.yaml could not be read.']);
    });
  }

  test('keys of the prototype mean nothing', async () => {
    const read = await readAdkProject(
      project({
        'project.yaml': '__proto__: { region: us-1, account_id: evil }\nconstructor: { prototype: 1 }\n',
      }),
    );
    assert.equal(read?.region, undefined);
    assert.equal(read?.accountId, undefined);
    assert.equal(({} as Record<string, unknown>)['region'], undefined);
  });

  test('odd languages and variants are left out', async () => {
    const read = await readAdkProject(
      project({
        'project.yaml': identity,
        'agent_settings/languages.yaml':
          'default_language: 7\nadditional_languages: [{}, [], null, "a\\nb", en-GB, en-GB]',
        'config/variant_attributes.yaml': 'variants: [x, {name: [1]}, {name: ok, is_default: "yes"}]',
      }),
    );
    assert.deepEqual(read?.languages, ['7', 'en-GB']);
    assert.deepEqual(read?.variants, [{ name: 'ok', id: undefined, isDefault: false }]);
  });

  test('a device is not read', { skip: process.platform === 'win32' }, async () => {
    const folder = project({});
    symlinkSync('/dev/zero', path.join(folder, 'project.yaml'));
    assert.deepEqual((await readAdkProject(folder))?.problems, ['project.yaml could not be read.']);
  });
});
