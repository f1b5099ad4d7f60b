import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatTarget } from '../../../src/core/chatApi/chatClient.ts';
import { loadChatTest } from '../../../src/core/chatTest/loadChatTest.ts';
import { planCases } from '../../../src/core/chatTest/planCases.ts';
import { runChatTests } from '../../../src/core/chatTest/runChatTests.ts';
import {
  type ShownMessage,
  toShownEvents,
  toShownProblems,
  toShownState,
} from '../../../src/core/chatTest/shownRun.ts';
import { createTestEnvironment } from '../../../src/core/chatTest/testEnvironment.ts';
import type { TestReport } from '../../../src/core/chatTest/testReport.ts';
import { readBeside } from '../../../src/core/files/readBeside.ts';
import { anHttpService } from '../core/conversation/aService.ts';

/** A row of the Test Explorer: its name, its state, and each message as `line:column sentence | expected | actual`. */
export interface ShownRow {
  readonly name: string;
  readonly state: string;
  readonly messages: readonly string[];
}

interface Place {
  readonly folder: string;
  readonly name: string;
  readonly agent: Pick<ChatTarget, 'origin' | 'apiKey' | 'token'>;
  readonly env: Readonly<Record<string, string>>;
  /** Environment variables beside `TEST_…`. */
  readonly allowed: readonly string[];
  readonly untilSure?: boolean;
  /** Told each line of the output. */
  readonly onOutput?: (line: string) => void;
  readonly concurrency?: number;
  /** Of the connection that the run goes to. */
  readonly connection?: string;
}

/** Runs a file as the Test Explorer does, and folds the events as it does. */
export async function showInTestExplorer({
  folder,
  name,
  agent,
  env,
  allowed,
  untilSure,
  onOutput,
  concurrency = 2,
  connection: connectionName = 'agent',
}: Place): Promise<readonly ShownRow[]> {
  const file = path.join(folder, name);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch {
    return [row(name, 'errored', ['1:1 This file cannot be read as UTF-8.'])];
  }
  const source = {
    file: name,
    text,
    readBeside: (beside: string, most: number) => readBeside(folder, beside, most),
  };
  const { loaded, problems, lines } = await loadChatTest(source, localDate());
  const environment = createTestEnvironment(env, allowed, () => 'Allow it.');
  const found = [...problems, ...(loaded === undefined ? [] : environment.problemsOf(loaded.test))];
  const toLine = ({ range, sentence, expected, actual }: ShownMessage) => {
    const at = range && lines.positionAt(range.start);
    return asLine(at && `${at.line}:${at.column}`, sentence, expected, actual);
  };
  if (loaded === undefined || found.length > 0)
    return [row(name, 'errored', toShownProblems(found).map(toLine))];

  const { origin, apiKey, token } = agent;
  const target = { origin, accountId: 'acme', projectId: 'hotel', apiKey, token };
  const connection = {
    connectionId: connectionName,
    connectionName,
    region: origin,
    origin,
    accountId: 'acme',
    projectId: 'hotel',
    environment: 'other' as const,
  };
  const events = runChatTests({
    service: anHttpService(),
    cases: planCases([loaded], {
      chosen: [connectionName],
      fallback: connectionName,
      target: (wanted) => ({ name: wanted, connection, resolve: async () => target }),
    }),
    signal: new AbortController().signal,
    concurrency,
    untilSure,
    timeoutSeconds: 60,
    env: (variable) => environment.read(variable),
    newUuid: randomUUID,
    now: Date.now,
    wait: async () => undefined,
  });
  const rows: ShownRow[] = [];
  for await (const event of events) {
    for (const shown of toShownEvents(event)) {
      if (shown.kind === 'output') for (const line of shown.lines) onOutput?.(line);
      if (shown.kind !== 'finished') continue;
      rows.push(row(shown.result.planned.testCase.name, shown.state, shown.messages.map(toLine)));
    }
  }
  return rows.sort(byName);
}

/** What the Test Explorer has to show for what the command says in JSON, read off the JSON alone. */
export function shownByReport({ tests, problems }: TestReport): readonly ShownRow[] {
  if (problems.length > 0) {
    const { file } = problems[0] ?? { file: '' };
    return [
      row(
        file,
        'errored',
        problems.map(({ line, column, sentence, remedy }) =>
          asLine(`${line}:${column}`, `${sentence} ${remedy}`),
        ),
      ),
    ];
  }
  return tests
    .map((test) => {
      const isSilent = test.status === 'passed' || test.status === 'skipped';
      const lines = test.conversations.flatMap(({ problem, turns }) => [
        ...(problem === undefined ? [] : [asLine(undefined, problem)]),
        ...turns.flatMap(({ failures }) =>
          failures.map(({ line, column, sentence, expected, actual }) =>
            asLine(`${line}:${column}`, sentence, expected, actual),
          ),
        ),
      ]);
      const reason = test.reason === undefined ? [] : [asLine(undefined, test.reason)];
      return row(test.test, toShownState(test), isSilent ? [] : [...new Set([...reason, ...lines])]);
    })
    .sort(byName);
}

function row(name: string, state: string, messages: readonly string[]): ShownRow {
  return { name, state, messages: [...new Set(messages)] };
}

/** How long a call took differs from run to run, and each door has a remedy of its own for a variable. */
function asLine(at: string | undefined, sentence: string, expected = '', actual = ''): string {
  return `${at ?? '-'} ${sentence} | ${expected} | ${actual}`
    .replaceAll(/\d+ ms/g, '… ms')
    .replaceAll(/Allow it[^|]*\./g, 'Allow it.');
}

function byName(a: ShownRow, b: ShownRow): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function localDate(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
