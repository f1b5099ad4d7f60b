import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import path from 'node:path';
import { describe, it } from 'node:test';
import { manifest, root } from '../../support/manifest.ts';

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));
const texts = tracked.filter((file) => !/\.(?:png|ttf|woff2?|sqlite|vsix)$/.test(file));

/** What only makes sense at the place where a file happened to be written. */
const places: [what: string, files: RegExp, pattern: RegExp][] = [
  ['a folder of one machine', /./, /(?<![\w.$}-])\/(?:work|root|home\/\w+)\/[\w.]/],
  [
    'the address of a package registry',
    /./,
    /https?:\/\/[\w.-]*(?:registry|npmjs|jfrog|artifactory|verdaccio)\b/,
  ],
  ['a registry setting', /(?:^|\/)\.npmrc$/, /registry\s*=\s*\S*\/\//],
  ['where a package was fetched', /package-lock\.json$/, /"resolved": "https?:/],
];

describe('the repository speaks of itself only', () => {
  for (const [what, files, pattern] of places) {
    it(`no file holds ${what}`, () => {
      for (const file of texts.filter((name) => files.test(name))) {
        const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
        const line = lines.findIndex((text) => pattern.test(text));
        assert.equal(line, -1, `${file}:${line + 1}: ${lines[line]?.trim()}`);
      }
    });
  }
});

describe('documents', () => {
  for (const file of tracked.filter((name) => /(?:^|\/)(?:README|CHANGELOG)\.md$/.test(name))) {
    it(`the links and pictures of ${file} lead somewhere`, () => {
      const text = readFileSync(path.join(root, file), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
        assert.ok(existsSync(path.join(root, path.dirname(file), target)), target);
      }
    });

    it(`every row of a table in ${file} stands below its head`, () => {
      const text = readFileSync(path.join(root, file), 'utf8');
      for (const [table] of text.matchAll(/(?:^\|.*\n)+/gm)) assert.match(table, /^.*\n\| -/, table);
    });

    it(`the npm scripts that ${file} teaches exist`, () => {
      const text = readFileSync(path.join(root, file), 'utf8');
      for (const [, name = ''] of text.matchAll(/npm (?:run )?(start|test(?:[:\w]*)|(?<=run )[\w:]+)/g)) {
        assert.ok(name in manifest.scripts, name);
      }
    });
  }
});

describe('tests', () => {
  const globs = Object.values(manifest.scripts).flatMap((script) => [
    ...(script.match(/test\/[\w/]*\*\*\/[^" ]+/g) ?? []),
  ]);
  const testFiles = tracked.filter((file) => /^test\/(?:unit|contract)\/.*\.ts$/.test(file));

  it('are found by a pattern of an npm script, none by its name', () => {
    for (const file of testFiles.filter((name) => name.endsWith('.test.ts'))) {
      assert.ok(
        globs.some((pattern) => matchesGlob(file, pattern)),
        file,
      );
    }
    for (const [name, script] of Object.entries(manifest.scripts)) {
      assert.doesNotMatch(script, /[\w-]+\.test\.ts/, name);
    }
  });

  it('are named *.test.ts when they hold test cases', () => {
    for (const file of testFiles.filter((name) => !name.endsWith('.test.ts'))) {
      assert.doesNotMatch(readFileSync(path.join(root, file), 'utf8'), /^(?:describe|it|test)\(/m, file);
    }
  });
});
