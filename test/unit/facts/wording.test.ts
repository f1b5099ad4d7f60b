import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../support/manifest.ts';

const letters = String.raw`[^'"\`\n]*[A-Za-z]{2}`;
const literal = String.raw`\s*['"\`]${letters}`;

/** Places whose text a person reads, and how a sentence that bypasses `l10n.t` looks there. */
const unlocalised: [place: string, files: string, pattern: RegExp][] = [
  ['a notification', 'src/**/*.ts', new RegExp(String.raw`\bshow\w*Message\(${literal}`)],
  [
    'an error for people',
    'src/{core,panels,vscode,standInAgent}/**/*.ts',
    new RegExp(String.raw`new HumanError\(${literal}`),
  ],
  [
    'the remedy of an error',
    'src/{core,panels,vscode,standInAgent}/**/*.ts',
    new RegExp(String.raw`\bremedy:${literal}`),
  ],
  [
    'a title, prompt or placeholder',
    'src/vscode/**/*.ts',
    new RegExp(
      String.raw`\b(?:title|prompt|placeHolder|placeholder|validationMessage|tooltip|detail)\s*[:=]${literal}`,
    ),
  ],
  ['a progress message', 'src/vscode/**/*.ts', new RegExp(String.raw`\.report\(\{ message:${literal}`)],
  [
    'an attribute that is read aloud or shown',
    'media/**/*.tsx',
    /\b(?:aria-label|aria-description|title|placeholder|alt)=(?:"|\{\s*['"`])[^"'`]*[A-Za-z]{2}/,
  ],
  ['text between tags', 'media/**/*.tsx', /<\/?[a-z][^<>]*>\s*[A-Z][a-z]+[^<>{}();=]*(?:<|\{)/],
];

/** Lines that show code names only, which no language translates. */
const codeNames = /\b(?:label|title): '(?:JSON|cURL|YAML)'/;

describe('every sentence for people goes through l10n.t', () => {
  for (const [place, files, pattern] of unlocalised) {
    it(`${place} in ${files}`, async () => {
      for await (const file of glob(files, { cwd: root })) {
        const source = await readFile(path.join(root, file), 'utf8');
        const found = new RegExp(pattern, 'g').exec(source);
        const line = source.slice(0, found?.index).split('\n').length;
        assert.ok(found === null || codeNames.test(found[0]), `${file}:${line}: ${found?.[0].trim()}`);
      }
    });
  }
});

it('the command line is English, so its sentences are not collected for translation', async () => {
  for await (const file of glob('src/cli/**/*.ts', { cwd: root })) {
    assert.doesNotMatch(await readFile(path.join(root, file), 'utf8'), /@vscode\/l10n/, file);
  }
});

describe('the patterns above find what they are for', () => {
  const examples: [line: string, pattern: RegExp | undefined][] = [
    [`void vscode.window.showErrorMessage('It failed.')`, unlocalised[0]?.[2]],
    [`throw new HumanError(\`The file \${name} is gone.\`)`, unlocalised[1]?.[2]],
    [`{ remedy: 'Try again.' }`, unlocalised[2]?.[2]],
    [`box.title = 'Add Connection'`, unlocalised[3]?.[2]],
    [`progress.report({ message: 'Waiting' })`, unlocalised[4]?.[2]],
    [`<button title="Remove">`, unlocalised[5]?.[2]],
    [`<p>Nothing here</p>`, unlocalised[6]?.[2]],
  ];
  for (const [line, pattern] of examples) {
    it(line, () => assert.match(line, pattern ?? /$^/));
  }
});
