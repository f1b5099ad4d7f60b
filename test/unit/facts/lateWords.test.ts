import { glob } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../support/manifest.ts';

const tooEarly = `
  export function config() {}
  export function t(message) { throw new Error('Asked for while the file is loaded: ' + JSON.stringify(message)); }`;

// The editor's language is known only after every file has been loaded: a sentence in a constant stays English.
describe('sentences are asked for when they are shown, not when a file is loaded', () => {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@vscode/l10n'
        ? { url: `data:text/javascript,${encodeURIComponent(tooEarly)}`, shortCircuit: true }
        : next(specifier, context),
  });

  for (const room of ['core', 'panels', 'standInAgent', 'cli']) {
    it(room, async () => {
      for await (const file of glob(`src/${room}/**/*.ts`, { cwd: root })) {
        const isProgram = ['main.ts', 'start.ts'].some((name) => file === path.join('src', 'cli', name));
        if (!isProgram && !file.endsWith('.d.ts')) await import(pathToFileURL(path.join(root, file)).href);
      }
    });
  }
});
