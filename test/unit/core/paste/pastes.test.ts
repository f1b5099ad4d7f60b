import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parsePastedConnection } from '../../../../src/core/paste/pastedConnection.ts';
import { readPastes, type Expected } from '../../../support/pastes.ts';

const folder = path.join(import.meta.dirname, '../../../fixtures/pastes');

function understood(text: string): Expected {
  const { region, accountId, projectId, apiKey, token, parameters, kind } = parsePastedConnection(text);
  const all = {
    region,
    account: accountId,
    project: projectId,
    key: apiKey,
    token,
    parameters: parameters && JSON.stringify(parameters),
    kind: kind === 'refused' ? kind : undefined,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

let count = 0;
for (const file of readdirSync(folder)) {
  if (!file.endsWith('.txt') || file === 'README.txt') continue;
  describe(`pastes: ${path.basename(file, '.txt')}`, () => {
    for (const paste of readPastes(readFileSync(path.join(folder, file), 'utf8'))) {
      count++;
      const { title, text } = paste;
      const ways = new Map([
        ['as it is', text],
        ['from Windows', text.replaceAll('\n', '\r\n')],
        // What an input box makes of line breaks.
        ['on one line', text.replaceAll('\n', ' ')],
      ]);
      for (const [way, written] of ways) {
        test(`${title}, ${way}`, () => {
          const says = way === 'on one line' ? paste.saysOnOneLine : paste.says;
          const expected = way === 'on one line' ? paste.expectedOnOneLine : paste.expected;
          assert.deepEqual(understood(written), expected);
          const { apiKey, token: _, parameters: _parameters, ...shown } = parsePastedConnection(written);
          assert.doesNotMatch(JSON.stringify(shown), /canary/, 'a secret can be read');
          assert.ok(
            apiKey === undefined || shown.summary.includes('API key'),
            'the key that was taken is not named',
          );
          const sentence = shown.problem ?? '';
          if (says === undefined) assert.equal(sentence, '');
          else assert.ok(sentence.includes(says), sentence);
        });
      }
    }
  });
}

test('there are at least 120 pastes', () => assert.ok(count >= 120, String(count)));
