import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runStep } from './runStep.mjs';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const staging = 'out/commandLine';

/**
 * Makes the tarball that `npx polyai-chat` runs: its start, the program and what that loads when needed, with a manifest and a README
 * of its own. Returns its path.
 */
export async function packCommandLine(manifest, editorOnly) {
  await rm(staging, { recursive: true, force: true });
  const files = [
    'dist/cli.js',
    'dist/program.js',
    'dist/yaml.js',
    'dist/package.json',
    'media/chat-test.schema.json',
    'LICENSE',
    'CHANGELOG.md',
  ];
  for (const file of files) {
    await mkdir(path.join(staging, path.dirname(file)), { recursive: true });
    await copyFile(file, path.join(staging, file));
  }
  await cp('test/fixtures/examples', path.join(staging, 'examples'), { recursive: true });
  await copyFile('src/cli/README.md', path.join(staging, 'README.md'));
  const bundled = Object.keys(manifest.dependencies).filter((name) => !editorOnly.includes(name));
  await writeFile(path.join(staging, 'ThirdPartyNotices.txt'), await thirdPartyNotices(bundled));
  const own = {
    name: manifest.name,
    version: manifest.version,
    description: 'Talk to PolyAI agents and test them with chat tests, from a terminal and in CI.',
    keywords: ['polyai', 'chat', 'voice', 'agent', 'testing', 'ci'],
    license: manifest.license,
    engines: { node: manifest.engines.node },
    bin: manifest.bin,
    files: ['dist', 'examples', 'media', 'CHANGELOG.md', 'ThirdPartyNotices.txt'],
  };
  await writeFile(path.join(staging, 'package.json'), `${JSON.stringify(own, undefined, 2)}\n`);
  const { code, output } = await runStep('npm', ['pack', '--pack-destination', '..', '--loglevel=error'], {
    cwd: staging,
    timeoutMs: 60_000,
  });
  if (code !== 0) throw new Error(`npm pack failed with code ${code}.\n${output}`);
  return `out/${manifest.name}-${manifest.version}.tgz`;
}
