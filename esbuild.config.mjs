// Three kinds of bundles, each proving its boundary: only the extension may import `vscode`, so a run-time
// import of it anywhere in core makes `dist/cli.js` fail to resolve; webviews are built for the browser, so a
// `node:` import in one fails.
import { build, context } from 'esbuild';
import { copyFile, glob, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  legalComments: 'none',
  logLevel: watch ? 'info' : 'warning',
};

const webviews = {};
for await (const file of glob('media/*/main.tsx')) webviews[path.basename(path.dirname(file))] = file;

const bundles = [
  {
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
  },
  {
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.js',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
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
for (const file of ['codicon.css', 'codicon.ttf']) {
  await copyFile(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);
}

if (watch) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
}
