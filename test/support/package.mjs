// Makes the two artefacts from what the build left in dist/: out/polyai-chat.vsix for the editor, and
// out/polyai-chat-VERSION.tgz, the command line for npm. Neither holds anything that only the other needs.
// Only the files that `files` in package.json
// names get in; they are gathered in a folder of their own first, so that nothing else can slip along.
import { createVSIX } from '@vscode/vsce';
import { copyFile, glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minify } from 'terser';
import { withoutSentences } from '../../src/core/common/shortWords.ts';
import { kept } from './kept.mjs';
import { packCommandLine } from './packCommandLine.mjs';
import { packageLimitBytes } from './packageLimit.ts';
import { packSmaller } from './smallerZip.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const staging = 'out/package';
const commandLineOnly = ['tinyglobby', 'undici'];
const editorOnly = ['@vscode/codicons', 'preact'];
const packagePath = 'out/polyai-chat.vsix';

await rm(staging, { recursive: true, force: true });
await rm(packagePath, { force: true });

const manifest = JSON.parse(await readFile('package.json', 'utf8'));
for (const pattern of manifest.files) {
  for await (const file of glob(pattern)) {
    if (!(await stat(file)).isFile()) continue;
    await mkdir(path.join(staging, path.dirname(file)), { recursive: true });
    await copyFile(file, path.join(staging, file));
  }
}

await writeFile(
  path.join(staging, 'ThirdPartyNotices.txt'),
  await thirdPartyNotices(
    Object.keys(manifest.dependencies).filter((name) => !commandLineOnly.includes(name)),
  ),
);

// What only the repository needs stays in the repository: every dependency is inside the bundles.
for (const key of ['private', 'files', 'bin', 'scripts', 'dependencies', 'devDependencies', 'prettier'])
  delete manifest[key];
await writeFile(path.join(staging, 'package.json'), `${JSON.stringify(manifest)}\n`);

// People read these in the repository.
for await (const file of glob(['package.nls*.json', 'media/**/*.json'], { cwd: staging })) {
  const whole = path.join(staging, file);
  await writeFile(whole, JSON.stringify(JSON.parse(await readFile(whole, 'utf8'))));
}

for await (const file of glob('media/**/*.svg', { cwd: staging })) {
  const whole = path.join(staging, file);
  await writeFile(whole, (await readFile(whole, 'utf8')).trim().replaceAll(/>\n\s*</g, '><'));
}

// The sentences stand in the code already.
for await (const file of glob('media/l10n/bundle.l10n.*.json', { cwd: staging })) {
  const whole = path.join(staging, file);
  await writeFile(whole, JSON.stringify(withoutSentences(JSON.parse(await readFile(whole, 'utf8')))));
}

// The editor's page of an extension shows pictures from the web only, so the README's stay out as well.
const repositoryOnly =
  /<!-- repository only -->.*?<!-- end of repository only -->\n*|^!\[[^\]]*\]\(media\/[^)]*\)\n*/gms;
const readme = await readFile('README.md', 'utf8');
await writeFile(path.join(staging, 'README.md'), readme.replace(repositoryOnly, ''));

// The editor shows the changelog on the same page: what has a name there, and not every fault that was mended.
const changelog = await readFile('CHANGELOG.md', 'utf8');
const unnamedEntry = /^- (?!\*\*).*\n(?: {2}.*\n)*/gm;
const named = changelog.replaceAll(unnamedEntry, '').replaceAll(/\n {2}(?=\S)/g, ' ');
await writeFile(path.join(staging, 'CHANGELOG.md'), named);

// The notice that the licence asks for; its whole text is in the repository and at the address in the notice.
const licence = await readFile('LICENSE', 'utf8');
await writeFile(
  path.join(staging, 'LICENSE'),
  `${licence.slice(licence.lastIndexOf('   Copyright ')).replaceAll(/^ {3}/gm, '')}`,
);

// What is downloaded is made smaller than what is built on every save. The file that the editor starts with takes a
// quarter longer to start when its code is changed for that: it gets shorter names only. Webviews are modules, the rest
// is CommonJS.
for await (const file of glob('dist/**/*.js', { cwd: staging })) {
  const whole = path.join(staging, file);
  const source = await readFile(whole, 'utf8');
  const options = {
    ecma: 2022,
    // Comparisons that are all written one way round repeat more, and so does one kind of quotes.
    compress: file === path.join('dist', 'extension.js') ? false : { passes: 4, lhs_constants: false },
    format: { quote_style: 1 },
    module: file.includes('webview'),
    toplevel: true,
  };
  const code = await kept(
    ['terser', JSON.stringify(options), source],
    async () => (await minify(source, options)).code,
  );
  await writeFile(whole, code);
}

// Nothing else stands there, which vsce warns of where this file is missing.
await writeFile(path.join(staging, '.vscodeignore'), '');
// No repository has been published, so there is no address that relative links could be rewritten to.
await createVSIX({
  cwd: staging,
  packagePath: path.resolve(packagePath),
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});

await packSmaller(packagePath);

// vsce has printed the files.
const { size } = await stat(packagePath);
console.log(`${packagePath}: ${kB(size)} of at most ${kB(packageLimitBytes)}`);
if (size > packageLimitBytes) {
  throw new Error(`${packagePath} is ${kB(size)}; at most ${kB(packageLimitBytes)} are allowed.`);
}

const tarball = await packCommandLine(JSON.parse(await readFile('package.json', 'utf8')), editorOnly);
console.log(`${tarball}: ${kB((await stat(tarball)).size)}`);

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
