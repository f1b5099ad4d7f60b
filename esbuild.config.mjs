// Bundles of three kinds, each proving its boundary: only the extension may import `vscode`, so a run-time
// import of it anywhere in core makes `dist/program.js` fail to resolve; webviews are built for the browser, so a
// `node:` import in one fails.
import { build, context } from 'esbuild';
import { chmod, copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeUsedCodicons } from './media/icons/usedCodicons.mjs';
import { linkParts } from './test/support/linkParts.mjs';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: watch ? 'info' : 'warning',
};

// YAML is read rarely, and by both programs: a third file, loaded when it is first needed.
const sharedYaml = {
  name: 'sharedYaml',
  setup: (build) => build.onResolve({ filter: /^yaml$/ }, () => ({ path: './yaml.js', external: true })),
};
// What Node compiles after the first file has run can be kept, so the program is a file of its own.
const programBeside = {
  name: 'programBeside',
  setup: (build) =>
    build.onResolve({ filter: /\/main\.ts$/ }, () => ({ path: './program.js', external: true })),
};
const usedOfYaml = [
  ...['CST', 'Lexer', 'LineCounter', 'parseAllDocuments', 'parseDocument'],
  ...['isAlias', 'isMap', 'isNode', 'isPair', 'isScalar', 'isSeq'],
];
// YAML is read and never written: of its modules for writing, for YAML 1.1 and for changing a tree nothing is reached.
const neverReached =
  /yaml[\\/]browser[\\/]dist[\\/](?:stringify[\\/]\w+|schema[\\/]json[\\/]schema|schema[\\/]yaml-1\.1[\\/](?:binary|omap|pairs|schema|set|timestamp)|parse[\\/]cst-(?:scalar|stringify|visit)|doc[\\/](?:createNode|applyReviver))\.js$/;
const onlyReadingYaml = {
  name: 'onlyReadingYaml',
  setup: (build) =>
    build.onLoad({ filter: neverReached }, async ({ path: file }) => {
      const exported = /^export \{ (.*) \};$/m.exec(await readFile(file, 'utf8'))?.[1];
      if (exported === undefined) throw new Error(`${file} exports nothing in the way it did`);
      const names = exported.split(', ').map((name) => name.replace(/^\w+ as /, ''));
      return { contents: names.map((name) => `export const ${name} = undefined;`).join('\n'), loader: 'js' };
    }),
};
// For every file that says `import * as vscode`, esbuild would copy each of the editor's several hundred names into
// an object of that file's own, and the editor would look up anew who asks: most of the time that loading the
// extension took. One require and one name, shared by all, are enough.
const sharedNamespace = {
  name: 'sharedNamespace',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replaceAll(
        /^import \* as (\w+) from 'vscode';$/gm,
        "import { shared as $1 } from 'shared:vscode';",
      ),
      loader: 'ts',
    }));
    build.onResolve({ filter: /^shared:vscode$/ }, () => ({ path: 'vscode', namespace: 'shared' }));
    build.onLoad({ filter: /./, namespace: 'shared' }, () => ({
      contents: `export { default as shared } from 'vscode';`,
      resolveDir: '.',
    }));
  },
};
// Doors import late what each of them makes. What shows the history, right after activation, is wanted together.
const wantedSoon = [
  'src/core/history/sqliteHistory.ts',
  'src/core/history/migrateHistory.ts',
  'src/core/chatTest/caseRecorder.ts',
  'src/vscode/history/createHistory.ts',
];
const joinedSoon = {
  name: 'joinedSoon',
  setup: (build) => {
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path: file, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = path.relative('.', path.join(resolveDir, file)).replaceAll(path.sep, '/');
      return wantedSoon.includes(source) ? { path: 'soon', namespace: 'joined' } : undefined;
    });
    build.onLoad({ filter: /./, namespace: 'joined' }, () => ({
      contents: wantedSoon.map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: '.',
    }));
  },
};
// What undici brings and the command line never reaches: SOCKS proxies are refused before, and HTTP/2 is
// not asked for (src/cli/transport.ts).
const withoutSocksAndHttp2 = {
  name: 'withoutSocksAndHttp2',
  setup: (build) => {
    build.onResolve({ filter: /\/(?:socks5-proxy-agent|client-h2)(?:\.js)?$/ }, () => ({
      path: 'nothing',
      namespace: 'nothing',
    }));
    build.onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = undefined' }));
  },
};
// The tables of Unicode in regjsparser repeat what every Node here knows itself, and so does its String.fromCodePoint; its
// class sets need a flag that is never used.
const withoutUnicodeTables = {
  name: 'withoutUnicodeTables',
  setup: (build) =>
    build.onLoad({ filter: /regjsparser[\\/]parser\.js$/ }, async ({ path: file }) => {
      const asked = {
        isIdentifierStart: String.raw`return /[$_\p{ID_Start}]/u.test(String.fromCodePoint(ch));`,
        isIdentifierPart: String.raw`return /[$\u200C\u200D\p{ID_Continue}]/u.test(String.fromCodePoint(ch));`,
        parseClassSetExpression: '',
        parseClassSetOperand: '',
        parseClassSetCharacter: '',
        parseClassStringDisjunction: '',
        mayContainStrings: 'return false;',
      };
      const own = /String\.fromCodePoint \|\| \(function\(\) \{\n[\s\S]*?\n  \}\(\)\);/;
      let contents = await readFile(file, 'utf8');
      if (!own.test(contents)) throw new Error('regjsparser has no String.fromCodePoint of its own any more');
      contents = contents.replace(own, 'String.fromCodePoint;');
      for (const [name, body] of Object.entries(asked)) {
        const before = contents;
        const whole = new RegExp(String.raw`^(  function ${name}\([^)]*\) \{\n)[\s\S]*?\n  \}$`, 'm');
        contents = contents.replace(whole, (_, head) => `${head}${body}\n  }`);
        if (contents === before) throw new Error(`regjsparser has no function ${name} any more`);
      }
      return { contents, loader: 'js' };
    }),
};
// Lists of names in jsonc-parser that nothing asks for, and that no bundler dares to drop.
const unusedNames = { main: ['ScanError', 'SyntaxKind'], scanner: ['CharacterCodes'] };
const withoutUnusedNames = {
  name: 'withoutUnusedNames',
  setup: (build) =>
    build.onLoad(
      { filter: /jsonc-parser[\\/]lib[\\/]esm[\\/](?:main|impl[\\/]scanner)\.js$/ },
      async ({ path: file }) => {
        let contents = await readFile(file, 'utf8');
        for (const name of unusedNames[path.basename(file, '.js')]) {
          const before = contents;
          contents = contents.replace(
            new RegExp(String.raw`^\(function \(${name}\) \{\n[\s\S]*?\n\}\).*$`, 'm'),
            '',
          );
          if (contents === before) throw new Error(`jsonc-parser has no ${name} any more`);
        }
        return { contents, loader: 'js' };
      },
    ),
};
const program = {
  ...common,
  platform: 'node',
  format: 'cjs',
  // jsonc-parser's `main` hides its parts from bundlers; its `module` does not.
  mainFields: ['module', 'main'],
  // The build for browsers is a module, of which only what is used is taken. Neither reads files for us.
  alias: { '@vscode/l10n': './node_modules/@vscode/l10n/dist/browser.js' },
  // `import('yaml')` becomes a require, which every host of an extension knows.
  supported: { 'dynamic-import': false },
  plugins: [sharedYaml, sharedNamespace, withoutUnicodeTables, withoutUnusedNames],
};

const webviews = {};
for await (const file of glob('media/*/main.tsx')) webviews[path.basename(path.dirname(file))] = file;

const extension = {
  ...program,
  entryPoints: ['src/extension.ts'],
  target: 'node22',
  // Nothing but this bundle may leave `vscode` to the host.
  external: ['vscode'],
  plugins: [...program.plugins, joinedSoon],
};

const bundles = [
  {
    ...program,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/program.js',
    target: 'node20',
    plugins: [...program.plugins, withoutSocksAndHttp2],
    // What finds test files asks where it stands, which a CommonJS file says in another way.
    define: { 'import.meta.url': 'urlOfThisFile' },
    banner: {
      js: "const urlOfThisFile = require('node:url').pathToFileURL(__filename).href;",
    },
  },
  {
    ...common,
    entryPoints: ['src/cli/start.ts'],
    outfile: 'dist/cli.js',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: program.supported,
    plugins: [programBeside],
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...common,
    // The build of modules, of which only what is used is taken.
    stdin: {
      contents: `export { ${usedOfYaml.join(', ')} } from './node_modules/yaml/browser/dist/index.js';`,
      resolveDir: '.',
    },
    outfile: 'dist/yaml.js',
    plugins: [onlyReadingYaml],
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  },
  {
    ...common,
    entryPoints: { ...webviews, controls: 'media/common/controls.css' },
    outdir: 'dist/webview',
    platform: 'browser',
    // What the webviews have in common is a file of its own; a page's nonce holds for what its module imports.
    format: 'esm',
    splitting: true,
    chunkNames: 'shared-[hash]',
    target: 'chrome128',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [withoutUnusedNames],
    loader: { '.ttf': 'file' },
  },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
// The package is a module, the bundles are CommonJS: the editor loads them with require.
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');

if (watch) {
  const whole = { ...extension, outfile: 'dist/extension.js' };
  for (const bundle of [whole, ...bundles]) await (await context(bundle)).watch();
  for (const file of ['codicon.css', 'codicon.ttf']) {
    await copyFile(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);
  }
} else {
  await Promise.all([buildInParts(extension), ...bundles.map((bundle) => build(bundle))]);
  await writeUsedCodicons('dist/webview');
  // npx runs it in every folder below the clone, and makes it executable only the first time.
  await chmod('dist/cli.js', 0o755);
}

/**
 * What `import()` names goes into files of its own, which the editor reads and compiles when they are needed: the
 * whole extension at once takes it longer than everything that the first window shows. esbuild cuts only modules into
 * parts, so each file is made of them in a second step. The parts that the extension needs at once become one file
 * with it, because every file costs the editor a moment; the others find them there.
 */
async function buildInParts(options) {
  const { supported: _, format, plugins, entryPoints, ...others } = options;
  const { outputFiles, metafile } = await build({
    ...others,
    plugins,
    entryPoints,
    format: 'esm',
    splitting: true,
    outdir: 'dist',
    chunkNames: 'part-[hash]',
    metafile: true,
    write: false,
  });
  const texts = new Map(outputFiles.map((file) => [`./${path.basename(file.path)}`, file.text]));
  const entry = './extension.js';
  const early = neededAtOnce(entry, metafile.outputs).filter((name) => name !== entry);

  const late = [...texts.keys()].filter((name) => name !== entry && !early.includes(name));
  const entryOf = (name) => metafile.outputs[`dist/${path.basename(name)}`]?.entryPoint;
  const soonEntry = late.find((name) => entryOf(name) === 'joined:soon');
  const soon = neededAtOnce(soonEntry, metafile.outputs).filter((name) => late.includes(name));
  // Each file costs the editor a moment and compresses for itself, so there are as few as there are times to load one.
  const files = new Map([
    [entry, [entry, ...early]],
    [soonEntry, soon],
    ['./part-late.js', late.filter((name) => !soon.includes(name))],
  ]);
  const namesOf = (file) => metafile.outputs[`dist/${path.basename(file)}`]?.exports ?? [];
  await Promise.all(
    linkParts(texts, files, namesOf).map(({ file, contents, plugin }) =>
      build({
        ...others,
        stdin: { contents, resolveDir: '.', sourcefile: file },
        outfile: `dist/${file}`,
        format,
        plugins: [plugin],
        // Its parts are modules, and what it gives is CommonJS.
        logOverride: { 'commonjs-variable-in-esm': 'silent' },
      }),
    ),
  );
}

function neededAtOnce(entry, outputs, found = []) {
  if (found.includes(entry)) return found;
  found.push(entry);
  for (const { path: file, kind } of outputs[`dist/${path.basename(entry)}`]?.imports ?? []) {
    if (kind === 'import-statement' && outputs[file])
      neededAtOnce(`./${path.basename(file)}`, outputs, found);
  }
  return found;
}
