import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { glob, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { languages } from '../../support/l10nStrings.ts';
import { manifest, root } from '../../support/manifest.ts';
import { packageLimitBytes } from '../../support/packageLimit.ts';
import { readZipEntries } from '../../support/zipEntries.ts';

const vsix = path.join(root, 'out/polyai-chat.vsix');

/** Every file of the package but the webviews', which are counted below. */
const meant = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/readme.md',
  'extension/ThirdPartyNotices.txt',
  'extension/package.json',
  'extension/package.nls.json',
  ...languages.map((language) => `extension/package.nls.${language}.json`),
  'extension/dist/extension.js',
  'extension/dist/package.json',
  'extension/dist/part-late.js',
  'extension/dist/yaml.js',
  'extension/dist/webview/codicon.css',
  'extension/dist/webview/controls.css',
  'extension/dist/webview/codicon.ttf',
  'extension/media/chat-test.schema.json',
  'extension/media/documents/json.tmLanguage.json',
  'extension/media/icons/conversation-dark.svg',
  'extension/media/icons/conversation-light.svg',
  'extension/media/icons/icon.png',
  'extension/media/icons/newChat-dark.svg',
  'extension/media/icons/newChat-light.svg',
  'extension/media/icons/polyai.svg',
  ...languages.map((language) => `extension/media/l10n/bundle.l10n.${language}.json`),
  ...['chatTests', 'connection', 'history', 'parameters', 'standIn'].map(
    (step) => `extension/media/walkthrough/${step}.svg`,
  ),
];

it('the package of the command line holds nothing that only the editor needs', async () => {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const list = spawnSync('tar', ['tzf', path.join(root, `out/polyai-chat-${version}.tgz`)], {
    encoding: 'utf8',
  });
  assert.deepEqual(
    list.stdout.trim().split('\n').sort(),
    [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'ThirdPartyNotices.txt',
      'dist/cli.js',
      'dist/package.json',
      'dist/program.js',
      'dist/yaml.js',
      'media/chat-test.schema.json',
      'package.json',
      ...(await readdir(path.join(root, 'test/fixtures/examples'))).map((name) => `examples/${name}`),
    ]
      .map((name) => `package/${name}`)
      .sort(),
  );
});

// These look at what `npm run package` made; without it they fail and name the missing file.
describe('the packaged extension', () => {
  it('holds exactly the files we mean', async () => {
    const webviews: string[] = [];
    for await (const file of glob('media/*/main.tsx', { cwd: root })) {
      const name = path.basename(path.dirname(file));
      webviews.push(`extension/dist/webview/${name}.css`, `extension/dist/webview/${name}.js`);
    }
    const names = (await readZipEntries(vsix)).map(({ name }) => name);
    // The part that is wanted soon, and what webviews share, are named after what is in them.
    const isPart = (name: string) => /^extension\/dist\/(?:part|webview\/shared)-[A-Z0-9]{8}\.js$/.test(name);
    assert.deepEqual(names.filter((name) => !isPart(name)).sort(), [...meant, ...webviews].sort());
    assert.ok(names.some(isPart));
  });

  it('tells an editor that imports it as a module that it can be activated', async () => {
    const extension = await readFile(path.join(root, 'out/package/dist/extension.js'), 'utf8');
    assert.match(extension, /\bmodule\.exports=\{activate:[\w$]+,deactivate:/);
  });

  it(`is at most ${packageLimitBytes / 1000} kB`, async () => {
    const { size } = await stat(vsix);
    assert.ok(size <= packageLimitBytes, `${size} bytes`);
  });

  it('says on its page what the README says, but for what only the repository needs', async () => {
    const headings = (text: string) => text.match(/^##+ .*$/gm) ?? [];
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    const [first = '', ...others] = readme.split('<!-- repository only -->');
    const meantForAll = [first, ...others.map((part) => part.split('<!-- end of repository only -->')[1])];
    const page = await readFile(path.join(root, 'out/package/README.md'), 'utf8');
    assert.deepEqual(headings(page), headings(meantForAll.join('\n')));
    assert.ok(headings(page).length > 6);
    assert.doesNotMatch(page, /repository only|\]\(media\//);
  });

  it('has what has a name in the changelog, and of every version something', async () => {
    const changelog = await readFile(path.join(root, 'CHANGELOG.md'), 'utf8');
    const page = await readFile(path.join(root, 'out/package/CHANGELOG.md'), 'utf8');
    const named = (text: string) => text.match(/^- \*\*|^## /gm)?.length;
    assert.equal(named(page), named(changelog));
    for (const version of page.split(/^## /m).slice(1)) assert.match(version, /^- \*\*/m);
  });

  it('is made from a list of what to take, not of what to leave', () => {
    for (const pattern of manifest.files) assert.doesNotMatch(pattern, /^!|^\*\*|^(?:src|test)\b/);
  });
});
