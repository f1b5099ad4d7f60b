// Bundles of three kinds, each proving its boundary: only the extension may import `vscode`, so a run-time
// import of it anywhere in core makes `dist/cli.js` fail to resolve; webviews are built for the browser, so a
// `node:` import in one fails.
import { build, context } from 'esbuild';
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeUsedCodicons } from './media/icons/usedCodicons.mjs';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  legalComments: 'none',
  logLevel: watch ? 'info' : 'warning',
};

// YAML is read rarely, and by both programs: a third file, loaded when it is first needed.
const sharedYaml = {
  name: 'sharedYaml',
  setup: (build) => build.onResolve({ filter: /^yaml$/ }, () => ({ path: './yaml.js', external: true })),
};
// For every file that says `import * as vscode`, esbuild would copy each of the editor's several hundred names into
// an object of that file's own: most of the time that loading the extension took. A require shares the one there is.
const sharedNamespaces = {
  name: 'sharedNamespaces',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replaceAll(
        /^import \* as (\w+) from '(vscode|@vscode\/l10n)';$/gm,
        "const $1 = require('$2');",
      ),
      loader: 'ts',
    })),
};
const program = {
  ...common,
  platform: 'node',
  format: 'cjs',
  // jsonc-parser's `main` hides its parts from bundlers; its `module` does not.
  mainFields: ['module', 'main'],
  // `import('yaml')` becomes a require, which every host of an extension knows.
  supported: { 'dynamic-import': false },
  plugins: [sharedYaml, sharedNamespaces],
};

const webviews = {};
for await (const file of glob('media/*/main.tsx')) webviews[path.basename(path.dirname(file))] = file;

const bundles = [
  {
    ...program,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    target: 'node22',
    external: ['vscode'],
  },
  {
    ...program,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    entryPoints: ['node_modules/yaml/dist/index.js'],
    outfile: 'dist/yaml.js',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  },
  {
    ...common,
    entryPoints: webviews,
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
  },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
// The package is a module, the bundles are CommonJS: the editor loads them with require.
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');

if (watch) {
  for (const bundle of bundles) await (await context(bundle)).watch();
  for (const file of ['codicon.css', 'codicon.ttf']) {
    await copyFile(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);
  }
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
  await writeUsedCodicons('dist/webview');
}
