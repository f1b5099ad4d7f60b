// npm run bench:tests [-- --json]: polyai-chat test against an agent that takes 20 ms for each reply, beside programs that
// make the same calls, and the Test Explorer of a real editor (not with -- --no-editor). PEERS=FOLDER says where those are installed; see README.md beside this file.
import type { Origin } from '../../src/core/chatApi/region.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport } from '../../src/cli/transport.ts';
import { readBody } from '../../src/core/chatApi/readBody.ts';
import type { TestReport } from '../../src/core/chatTest/testReport.ts';
import { startDeadline } from '../../src/core/common/deadline.ts';
import { callAllAlone, type SendAlone } from './callsAlone.ts';
import { measureProgram } from './measureProgram.ts';
import { findPeers, type Peer } from './testPeers.ts';
import { runTestsInEditor } from './testsInEditor.ts';

const conversations = Number(process.env['CONVERSATIONS'] ?? 1000);
const turns = 3;
const replyMs = 20;
const rounds = 3;
const goal = { atOnce: 32, ofIdeal: 0.95, inEditor: 0.85 };
const program = path.join(import.meta.dirname, '../../dist/cli.js');

interface Row {
  readonly what: string;
  readonly inFlight: number;
  readonly conversations: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  /** Of the run alone; undefined for peers. */
  readonly ofIdeal?: number;
  readonly exitCode: number;
}

const folder = mkdtempSync(path.join(tmpdir(), 'polyai-tests-'));
const agent = spawn(process.execPath, [path.join(import.meta.dirname, 'testsAgent.ts')], {
  stdio: ['pipe', 'pipe', 'ignore'],
});
const [line] = (await once(agent.stdout, 'data')) as [Buffer];
const origin = String(line).trim() as Origin;
const target = {
  origin,
  accountId: 'acme',
  projectId: 'hotel',
  apiKey: 'key-for-bench',
  token: 'token-for-bench',
};
const env = {
  POLYAI_REGION: origin,
  POLYAI_ACCOUNT_ID: target.accountId,
  POLYAI_PROJECT_ID: target.projectId,
  POLYAI_API_KEY: target.apiKey,
  POLYAI_TOKEN: target.token,
};

try {
  const rows: Row[] = [];
  // One at a time takes a minute for a thousand and says no more than it does for a hundred.
  const few = Math.max(1, Math.round(conversations / 10));
  for (const inFlight of [1, 8, 32]) rows.push(await ours(inFlight, inFlight === 1 ? few : conversations));
  const editor = process.argv.includes('--no-editor')
    ? undefined
    : await runTestsInEditor({ ...benchTest(conversations), turns, replyMs, atOnce: goal.atOnce, target });
  const startUp: Row[] = [await ours(1, 1)];
  const missing: string[] = [];
  for (const peer of findPeers(process.env['PEERS'])) {
    const single = await theirs(peer, 1, 1);
    if (single === undefined) {
      missing.push(peer.name);
      continue;
    }
    startUp.push(single);
    for (const inFlight of peer.inFlight) {
      const row = await theirs(
        peer,
        inFlight,
        typeof inFlight === 'number' && inFlight > 1 ? conversations : few,
      );
      if (row !== undefined) rows.push(row);
    }
  }
  const best = ourRow(rows, goal.atOnce);
  const callsAlone = await alone();
  show(`${turns} turns a conversation`, rows);
  console.log(
    `The same calls by the same HTTP client and nothing else, at ${goal.atOnce}: ${(callsAlone * 100).toFixed(0)} % of the ideal`,
  );
  if (editor) {
    console.log(`In the editor, with runs recorded, at ${goal.atOnce}`);
    console.table(editor);
  }
  show('Start-up: one conversation', startUp);
  if (missing.length < 4) console.table(beside(rows));
  if (missing.length > 0) console.log(`Not installed, so not measured: ${missing.join(', ')}.`);
  if (process.argv.includes('--json')) {
    const date = new Date().toISOString().slice(0, 10);
    const { ofIdeal } = best;
    console.log(
      JSON.stringify({
        bench: 'tests',
        date,
        replyMs,
        turns,
        ofIdeal,
        callsAlone,
        editor,
        rows,
        startUp,
        missing,
        beside: beside(rows),
      }),
    );
  }
  const isFastInEditor = editor === undefined || editor.ofIdeal >= goal.inEditor;
  if ((best.ofIdeal ?? 0) < goal.ofIdeal || !isFastInEditor) process.exitCode = 1;
} finally {
  agent.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}

async function theirs(peer: Peer, inFlight: number | 'all', count: number): Promise<Row | undefined> {
  const own = mkdtempSync(path.join(folder, 'peer-'));
  const prepared = peer.prepare({ folder: own, origin, conversations: count, inFlight });
  if (prepared === undefined) return undefined;
  const { wallMs, cpuMs, peakMb, exitCode } = await measureProgram(prepared.args, own, prepared.env);
  const atOnce = inFlight === 'all' ? count : inFlight;
  return { what: peer.name, inFlight: atOnce, conversations: count, wallMs, cpuMs, peakMb, exitCode };
}

/** What no program comes nearer to the ideal than; in this process, without the start of a program. */
async function alone(): Promise<number> {
  const transport = createTransport(origin, {});
  const { signal } = new AbortController();
  const send: SendAlone = async (url, request) => {
    const response = await transport.send(url, { ...request, signal });
    const deadline = startDeadline(60_000);
    const body = await readBody(response, 1_000_000, deadline);
    deadline.end();
    if (response.status !== 200) throw new Error(`A call was refused with ${response.status}`);
    return body;
  };
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const tookMs = await callAllAlone(send, target, { conversations, turns, atOnce: goal.atOnce });
    best = Math.max(best, (Math.ceil(conversations / goal.atOnce) * turns * replyMs) / tookMs);
  }
  await transport.close();
  return best;
}

/** Ours with as many in flight, or with the most. */
function ourRow(rows: readonly Row[], inFlight: number): Row {
  const own = rows.filter(({ ofIdeal }) => ofIdeal !== undefined);
  return own.find((row) => row.inFlight === inFlight) ?? (own.at(-1) as Row);
}

/** Each peer beside ours with as many in flight: a conversation's time, and the memory. */
function beside(rows: readonly Row[]) {
  const each = ({ wallMs, conversations: count }: Row) => wallMs / count;
  return rows
    .filter(({ ofIdeal }) => ofIdeal === undefined)
    .map((row) => {
      const own = ourRow(rows, row.inFlight);
      return {
        what: row.what,
        inFlight: row.inFlight,
        timesFaster: round(each(row) / each(own)),
        timesFasterAtBest: round(each(row) / each(ourRow(rows, goal.atOnce))),
        memoryShare: round(own.peakMb / row.peakMb),
      };
    });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The best of a few rounds: what else the machine does is not ours. */
async function ours(inFlight: number, count: number): Promise<Row> {
  const { rows: cases, test } = benchTest(count);
  writeFileSync(path.join(folder, 'rows.csv'), cases);
  writeFileSync(path.join(folder, 'bench.polyai.yaml'), test);
  const args = [program, 'test', '--concurrency', String(inFlight), '--reporter', 'json=report.json'];
  let best: Row | undefined;
  for (let round = 0; round < (inFlight === 1 && count > 1 ? 1 : rounds); round++) {
    const { wallMs, cpuMs, peakMb, exitCode, output } = await measureProgram(args, folder, env);
    if (exitCode !== 0) throw new Error(`The run failed with ${exitCode}: ${output}`);
    const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as TestReport;
    const ofIdeal = (Math.ceil(count / inFlight) * turns * replyMs) / report.durationMs;
    const row = {
      what: 'polyai-chat test',
      inFlight,
      conversations: count,
      wallMs,
      cpuMs,
      peakMb,
      ofIdeal,
      exitCode,
    };
    if (best === undefined || wallMs < best.wallMs) best = row;
  }
  return best as Row;
}

/** So many cases of three turns, each checked. */
function benchTest(count: number): { readonly rows: string; readonly test: string } {
  const cases = Array.from({ length: count }, (_, index) => `${index}\n`).join('');
  const test =
    'test: Case ${n}\nrows: rows.csv\nturns:\n  - expect: { contains: Good }\n  - user: one\n    expect: { contains: one }\n  - user: two\n    expect: { contains: two }\n';
  return { rows: `n\n${cases}`, test };
}

function show(title: string, rows: readonly Row[]): void {
  console.log(title);
  console.table(
    rows.map((row) => ({
      what: row.what,
      'in flight': row.inFlight,
      conversations: row.conversations,
      'wall time': `${(row.wallMs / 1000).toFixed(2)} s`,
      'processor time': `${(row.cpuMs / 1000).toFixed(2)} s`,
      'peak memory': `${row.peakMb.toFixed(0)} MB`,
      'of the ideal': row.ofIdeal === undefined ? '' : `${(row.ofIdeal * 100).toFixed(0)} %`,
      'exit code': row.exitCode,
    })),
  );
}
