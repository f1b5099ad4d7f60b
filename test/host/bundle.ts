import { globSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { outFolder, repoFolder } from '../support/paths.ts';

export interface HostSuite {
  /** What VS Code is told to run. */
  readonly testsPath: string;
  /** An empty extension in development, so that the one under test is the installed package. */
  readonly developmentPath: string;
}

/** Bundles every test/host/**\/*.test.ts. They are found, never listed by hand. */
export async function bundleHostSuite(only: readonly string[] = []): Promise<HostSuite> {
  const found = globSync('test/host/**/*.test.ts', { cwd: repoFolder });
  const files = found
    .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
    .toSorted();
  if (files.length === 0)
    throw new Error(`No host test matches ${only.join(', ') || 'test/host/**/*.test.ts'}.`);

  const loaders = files.map((file) => {
    const name = JSON.stringify(relative('test/host', file));
    return `{ name: ${name}, load: () => import(${JSON.stringify(`./${file}`)}) }`;
  });
  return bundleForHost(
    join(outFolder, 'test-host'),
    `import { runSuite } from './test/host/suite.ts';
     export const run = () => runSuite([${loaders.join(',\n')}]);`,
  );
}

/**
 * Extensions beside ours, installed like any other because a remote host loads none that is in development: one that
 * hands its context to the tests, as the editor gives secret storage to extensions only. The other one is installed by
 * the tests themselves: it is there as Red Hat's YAML extension, and starts when a test says so. `YAML_EXTENSION` is the
 * real one's package.
 */
export async function packNeighbours(): Promise<readonly string[]> {
  const context = 'exports.activate = (context) => context;\n';
  const [installed, yaml] = await Promise.all([
    packNeighbour('polyai-chat', 'test-context', context),
    packNeighbour('redhat', 'vscode-yaml', 'exports.activate = () => globalThis.yamlExtensionMayStart;\n'),
  ]);
  const real = process.env['YAML_EXTENSION'];
  if (real !== undefined) await copyFile(real, yaml);
  return [installed];
}

async function packNeighbour(publisher: string, name: string, code: string): Promise<string> {
  const folder = join(outFolder, 'test-host', `neighbour-${name}`);
  await mkdir(folder, { recursive: true });
  const manifest = {
    name,
    publisher,
    version: '0.0.0',
    engines: { vscode: '^1.105.0' },
    main: './extension.js',
    activationEvents: [],
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'extension.js'), code);
  await writeFile(join(folder, 'README.md'), 'For the tests in the extension host.\n');
  const packagePath = join(outFolder, 'test-host', `${name}.vsix`);
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}

/** Makes what VS Code needs to run something in its extension host: an empty extension, and a bundle with `run`. */
export async function bundleForHost(folder: string, contents: string): Promise<HostSuite> {
  const developmentPath = join(folder, 'emptyExtension');
  await rm(folder, { recursive: true, force: true });
  await mkdir(developmentPath, { recursive: true });
  await writeFile(
    join(developmentPath, 'package.json'),
    JSON.stringify({
      name: 'host-tests',
      publisher: 'polyai-chat',
      version: '0.0.0',
      engines: { vscode: '*' },
    }),
  );
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }');

  const testsPath = join(folder, 'index.js');
  await build({
    stdin: { contents, resolveDir: repoFolder, loader: 'ts' },
    outfile: testsPath,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // As in the product's own bundles: jsonc-parser's CommonJS form hides what it needs from a bundler.
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    // A CommonJS bundle has no import.meta; test files find their fixtures from the folder of the host tests.
    define: { 'import.meta.dirname': JSON.stringify(join(repoFolder, 'test', 'host')) },
    logLevel: 'warning',
  });
  return { testsPath, developmentPath };
}
