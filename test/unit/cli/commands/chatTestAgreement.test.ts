import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { TestReport } from '../../../../src/core/chatTest/testReport.ts';
import { runCli } from '../runCli.ts';
import { showInTestExplorer, shownByReport, type ShownRow } from '../testExplorerView.ts';
import { type Answer, withAgent } from '../withAgent.ts';

const name = 'a.polyai.yaml';
let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-test-agreement-'));
  await writeFile(path.join(folder, 'broken.json'), '[{ "a": 1 },\n');
});
after(() => rm(folder, { recursive: true, force: true }));

const says = (more = '', expected = 'hello') =>
  `test: says ${expected}\n${more}turns:\n  - expect: { contains: ${expected} }\n`;
const rows = 'rows: [{ n: 1 }, { n: 1 }, { n: "a, b" }, { n: "$(x) [y](z)\\u202e" }]\n';
const hostile = 'bye \u001B[31m\n\n::error::x $(trash) [y](command:quit)';

/** What no file of the corpus can have: an agent that is not the same each time, or not there. */
const scenarios: readonly (readonly [
  what: string,
  text: string,
  answer: ((count: number) => Answer) | undefined,
  states: readonly string[],
  untilSure?: boolean,
])[] = [
  ['flaky', says('repeat: 5\n'), (n) => (n === 2 ? { reply: 'bye' } : {}), ['failed']],
  ['flaky in two ways', says('repeat: 5\n'), (n) => (n < 2 ? { reply: `bye ${n}` } : {}), ['failed']],
  [
    'flaky, and good enough',
    says('repeat: 5\npasses: 4\n'),
    (n) => (n === 2 ? { reply: 'bye' } : {}),
    ['passed'],
  ],
  ['sure that it is good', says(), () => ({}), ['passed'], true],
  ['sure that it is broken', says(), () => ({ reply: 'bye' }), ['failed'], true],
  ['not sure at the cap', says(), (n) => (n % 6 === 5 ? { reply: 'bye' } : {}), ['failed'], true],
  ['errors among passes', says('repeat: 5\n'), (n) => (n === 0 ? { status: 500 } : {}), ['passed']],
  [
    'errors and a failure',
    says('repeat: 5\n'),
    (n) => (n === 0 ? { status: 500 } : n === 1 ? { reply: 'bye' } : {}),
    ['failed'],
  ],
  [
    'more errors than a third',
    says('repeat: 5\n'),
    (n) => (n < 2 ? { status: 503, reply: hostile } : {}),
    ['errored'],
  ],
  ['errors until sure', says(), () => ({ status: 401 }), ['errored'], true],
  ['not reached at all', says(rows), undefined, ['errored', 'errored', 'errored', 'errored']],
  [
    'rows with names that are alike or odd',
    says(rows, 'nothing'),
    () => ({ reply: hostile }),
    ['failed', 'failed', 'failed', 'failed'],
  ],
  [
    'a matrix in the name',
    says('matrix: { n: [1.10, no], m: [a] }\n').replace('says hello', '"${m} ${n}"'),
    (n) => (n === 0 ? {} : { reply: 'bye' }),
    ['passed', 'failed'],
  ],
  [
    'another connection',
    says('connection: elsewhere\n').replace('says hello', 'says elsewhere'),
    () => ({}),
    ['skipped'],
  ],
  ['in quarantine', says('quarantine: { until: 2999-01-01 }\n'), () => ({ reply: 'bye' }), ['skipped']],
  [
    'in quarantine, and passed',
    says('quarantine: { until: 2999-01-01 }\n').replace('says hello', 'says that it passed'),
    () => ({}),
    ['passed'],
  ],
  [
    'not as many passes as are needed',
    says('repeat: 5\npasses: 4\n'),
    (n) => (n % 2 === 0 ? { reply: 'bye' } : {}),
    ['failed'],
  ],
  [
    'rows that are repeated, one of them flaky',
    says('repeat: 3\nrows: [{ n: 1 }, { n: 2 }]\n').replace('says hello', 'row ${n}'),
    (n) => (n === 1 ? { reply: 'bye' } : {}),
    ['failed', 'passed'],
  ],
  [
    'rows in a matrix of connections, one of them elsewhere',
    says('matrix: { connection: [agent, elsewhere] }\nrows: [{ n: 1 }, { n: 2 }]\n').replace(
      'says hello',
      '"${n} on ${connection}"',
    ),
    (n) => (n === 1 ? { reply: 'bye' } : {}),
    ['passed', 'failed', 'skipped', 'skipped'],
  ],
  ['too late', says('timeoutSeconds: 0.1\n'), () => ({ afterMs: 1500 }), ['errored']],
  [
    'slow, and wrong too',
    `test: slow\nturns:\n  - expect: { latencyMs: 1, contains: bye }\n`,
    () => ({ afterMs: 30 }),
    ['failed'],
  ],
  [
    'refused in the middle',
    `test: middle\nturns:\n  - user: a\n    expect: { contains: hello }\n  - user: b\n  - user: c\n`,
    (n) => (n === 2 ? { status: 401, reply: hostile } : {}),
    ['errored'],
  ],
  [
    'too many requests',
    says('repeat: 4\n'),
    (n) => (n % 2 === 0 ? { status: 429, headers: { 'Retry-After': '0' } } : {}),
    ['errored'],
  ],
  ['not JSON', says(), () => ({ raw: `<html>${hostile}` }), ['errored']],
  ['an answer without an id', says(), () => ({ more: { conversation_id: null } }), ['errored']],
  [
    'ended before all was said',
    `test: ends\nturns:\n  - expect: { ended: false }\n  - user: a\n    expect: { contains: hello }\n  - user: b\n    expect: { ended: true }\n  - user: c\n`,
    (n) => (n === 2 ? { more: { end_conversation: true } } : {}),
    ['failed'],
  ],
  [
    'handed off elsewhere, and not ended',
    `test: handoff\nturns:\n  - user: a\n    expect:\n      ended: true\n      handoff: { destination: desk, reason: { matches: '^asked' } }\n`,
    (n) => (n === 1 ? { more: { handoff: { destination: hostile, reason: 'was asked' } } } : {}),
    ['failed'],
  ],
  [
    'every kind of check at once',
    `test: all\nvars: { who: Ada }\nturns:
  - user: "\${who}"
    said: good day
    expect:
      contains: [hello, "\${who}", x]
      containsAny: [a1, b1]
      equals: c1
      oneOf: [d1, e1]
      startsWith: f
      endsWith: g
      matches: 'h\\d'
      not: { contains: [hello, bye], matches: ['l+', z] }
      length: { min: 50 }
      json: { $.order.id: 4711, "$.order.items[1]": { startsWith: tea }, $.nothing: null }
      same: true
      exact: true
    capture: { booking: 'BK-(\\d+)', order: { json: $.order.none } }
never: { contains: hello, ended: false }
`,
    (n) => (n === 1 ? { reply: 'Hello, you\n\nthere', more: { order: { id: 12, items: ['a', 'b'] } } } : {}),
    ['failed'],
  ],
  [
    'captured, said, and not understood',
    `test: capture\nturns:\n  - capture: { code: 'is (.*)' }\n  - user: "\${code}"\n    expect: { contains: "\${code}" }\n`,
    (n) => ({ reply: n === 0 ? `it is ${hostile}` : 'what?' }),
    ['failed'],
  ],
  ['a reply of many lines', says('', '"x\\ty"'), () => ({ reply: 'line\n'.repeat(3000) }), ['failed']],
  ['an empty reply', says(), () => ({ reply: '' }), ['failed']],
  ['a rows file that is not there', says('rows: none.csv\n'), () => ({}), ['errored']],
  ['rows that cannot be read', says('rows: broken.json\n'), () => ({}), ['errored']],
  ['a variable that nobody allows', says('', '"${env:HOME}"'), () => ({}), ['errored']],
  [
    'a file with several mistakes',
    'test: a\nexpct: b\nturns:\n  - usr: c\n   said: d\n',
    () => ({}),
    ['errored'],
  ],
  ['a file with nothing in it', '# nothing\n', () => ({}), ['errored']],
];

/** An address at which nothing listens. */
async function nowhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** In quarantine a case is skipped, and its message is there to be read. */
const isSilent = ({ state, name: of }: ShownRow) => state === 'passed' || of.includes('elsewhere');

describe('the Test Explorer and the report of the command agree on what is', () => {
  for (const [what, text, answer, states, untilSure = false] of scenarios) {
    it(what, async () => {
      await writeFile(path.join(folder, name), text);
      const closed = await nowhere();
      const withIt = async (use: (env: Record<string, string>) => Promise<void>) =>
        withAgent(answer ?? (() => ({})), async (env) => {
          await use(answer === undefined ? { ...env, POLYAI_REGION: closed } : env);
        });
      let report: TestReport | undefined;
      await withIt(async (env) => {
        const named = Object.entries(env).map(([key, value]) => [
          key.replace('POLYAI_', 'POLYAI_AGENT_'),
          value,
        ]);
        const args = ['test', name, '--json', '--connection', 'agent', '--concurrency', '1'];
        const flags = untilSure ? ['--until-sure'] : [];
        const { stdout } = await runCli([...args, ...flags], { folder, env: Object.fromEntries(named) });
        report = JSON.parse(stdout) as TestReport;
      });
      await withIt(async (env) => {
        const agent = {
          origin: `http://${new URL(env['POLYAI_REGION'] ?? '').host}` as const,
          apiKey: env['POLYAI_API_KEY'] ?? '',
          token: env['POLYAI_TOKEN'] ?? '',
        };
        const output: string[] = [];
        const onOutput = (line: string) => void output.push(line);
        const place = { folder, name, agent, env: {}, allowed: [], untilSure, concurrency: 1, onOutput };
        const shown = await showInTestExplorer(place);
        assert.ok(report);
        const errors = report.tests.reduce((sum, { erroredRuns }) => sum + erroredRuns, 0);
        const said = output.filter((line) => line === report?.tests[0]?.conversations[0]?.problem);
        assert.ok(said.length <= errors, `said ${said.length} times of ${errors} errors`);
        assert.deepEqual(shown, shownByReport(report));
        assert.deepEqual(shown.map(({ state }) => state).sort(), [...states].sort());
        for (const row of shown) assert.equal(row.messages.length === 0, isSilent(row), row.name);
      });
    });
  }
});
