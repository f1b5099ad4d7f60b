import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseStandInScript } from '../../../src/standInAgent/parseStandInScript.ts';
import { startStandInAgent, type StandInAgent } from '../../../src/standInAgent/standInAgent.ts';
import { findSecrets } from '../../e2e/support/secretScan.ts';
import { reporterNames } from '../../../src/cli/reports/reporterNames.ts';
import { runCli } from './runCli.ts';

// The secrets of one connection, and the key of another one: typed and written wherever a text goes.
const key = 'sk-canary/AbC+123=live';
const token = 'token-canary-x/99+=';
const other = 'other-canary-4713';
const secrets = [key, token, other];
const quoted = (text: string) => JSON.stringify(text);

const good: Readonly<Record<string, string>> = {
  'good.polyai.yaml': `test: ${quoted(`named ${key}`)}
tags: [${quoted(key)}]
vars: { a: ${quoted(token)}, b: ${quoted(other)} }
create:
  variant_id: ${quoted(key)}
  integration_attributes: { ${quoted(token)}: ${quoted(key)} }
turns:
  - expect: { contains: ${quoted(`Good evening ${other}`)} }
  - user: ${quoted(`my ${key}`)}
    expect: { contains: ${quoted(token)}, not: { contains: ${quoted(key)} } }
  - user: 'a \${a} b \${b}'
    expect:
      json: { ${quoted(key)}: ${quoted(token)} }
`,
  [`${other}.polyai.yaml`]: 'test: file name\nturns:\n  - expect: { contains: nothing }\n',
  'rows.polyai.yaml': `test: rows
rows: data.csv
turns:
  - user: '\${${other}}'
    expect: { equals: '\${y}' }
`,
  'data.csv': `${other},y\n${key},${other}\n${other},${token}\n`,
  'quarantined.polyai.yaml': `test: quarantined
quarantine: { reason: ${quoted(key)}, until: 2099-01-01 }
turns:
  - expect: { contains: nothing }
`,
};
const wrong: Readonly<Record<string, string>> = {
  'wrong/keys.polyai.yaml': `test: keys
${quoted(key)}: 1
turns:
  - user: hi
    expect: { ${quoted(token)}: 1 }
`,
  'wrong/values.polyai.yaml': `test: values
connection: ${quoted(key)}
channel: ${quoted(other)}
turns:
  - user: '\${${other}} \${env:${other}} \${date:${other}}'
    expect: { matches: ${quoted(`(${key}`)} }
  - ${quoted(key)}
`,
  'wrong/rows.polyai.yaml': `test: rows\nrows: ${quoted(`${other}.csv`)}\nturns:\n  - user: hi\n`,
};
const files = Object.keys(good).filter((name) => name.endsWith('.yaml'));

const runs: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'a test run': [
    ...reporterNames.map((name) => ['test', ...files, '--reporter', name]),
    ['test', ...files, '--list'],
    ['test', ...files, '--list', '--json'],
    ['test', ...files, '--check'],
    ['test', ...files, '--grep', other],
    ['test', ...files, '--tag', key],
    ['test', ...files, '--only-failed'],
  ],
  'a file that cannot be run': [
    ...reporterNames.map((name) => ['test', 'wrong', '--reporter', name]),
    ['test', 'wrong', '--check'],
    ['test', other],
    ['test', `${key}.yaml`],
    ['test', 'good.polyai.yaml', '--reporter', `json=good.polyai.yaml/${other}.json`],
    ['merge-reports', `${other}.json`],
  ],
  'a flag': [
    ['test', ...files, '--shuffle', other],
    ['test', ...files, '--connection', other],
    ['test', ...files, '--reporter', other],
    ['test', ...files, '--env', other],
    ['test', ...files, '--connection', 'stand-in', '--script', other],
    ['create', '--attributes-file', other],
    ['create', '--json', '--attributes-file', key],
    ['create', '--attribute', other],
    ['create', '--timeout', key],
    ['create', key],
    ['chat', '--input-file', other],
    ['stand-in', '--script', other],
    ['history', 'stats', '--history', other],
    [other],
  ],
  'what is said': [
    ['create', '--variant', key, '--attribute', `${token}=${other}`, '--initial-message', other],
    ['create', '--json', '--variant', other, '--attributes', `{${quoted(token)}:${quoted(key)}}`],
    ['send', '--conversation', other, '-m', key],
    ['close', '--conversation', other, '--json'],
    ['chat', '-m', key, '-m', other, '--close'],
    ['chat', '--json', '-m', other, '-m', token, '--close'],
  ],
};

describe('the secrets of any connection of the environment are not printed and not kept, when they stand in', () => {
  let agent: StandInAgent;
  let folder: string;
  before(async () => {
    const { script } = await parseStandInScript(
      'greeting: "Good evening {variant}"\nfallback: "{message}"\n',
    );
    agent = await startStandInAgent({ script, apiKey: key, token, recordRequests: true });
    folder = mkdtempSync(path.join(tmpdir(), 'canaries-'));
    for (const [name, text] of Object.entries({ ...good, ...wrong })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await agent.close();
  });

  for (const [place, commands] of Object.entries(runs)) {
    it(place, async () => {
      const env = {
        POLYAI_REGION: agent.origin,
        POLYAI_ACCOUNT_ID: 'acme',
        POLYAI_PROJECT_ID: 'hotel',
        POLYAI_API_KEY: key,
        POLYAI_TOKEN: token,
        POLYAI_SPA_API_KEY: other,
      };
      const exitCodes = new Set<number>();
      for (const args of commands) {
        // oxlint-disable-next-line no-await-in-loop -- what failed is read by the next
        const { stdout, stderr, exitCode } = await runCli(args, { env, folder });
        exitCodes.add(exitCode);
        assert.notEqual(stdout + stderr, '', args.join(' '));
        const found = findSecrets(Buffer.from(`${stdout}\n${stderr}`), secrets);
        assert.deepEqual(found, [], args.join(' '));
      }
      // The tests did run, and so did the one with a secret in its name that had failed.
      if (place === 'a test run') {
        assert.deepEqual([...exitCodes], [1, 0]);
        const kept = await readFile(path.join(folder, '.polyai', 'last-run.json'));
        assert.deepEqual(findSecrets(kept, secrets), []);
        assert.match(kept.toString(), /named ••••/);
      }
      // What was typed is what was sent.
      const sent = agent.requests.map(({ body }) => body).join('\n');
      if (place === 'what is said') for (const secret of secrets) assert.ok(sent.includes(secret));
    });
  }
});
