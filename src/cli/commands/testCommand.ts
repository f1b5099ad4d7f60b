import { randomInt, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpChatClient } from '../../core/chatApi/httpChatClient.ts';
import { loadChatTest } from '../../core/chatTest/loadChatTest.ts';
import { planCases } from '../../core/chatTest/planCases.ts';
import { readTestText } from '../../core/chatTest/readTestText.ts';
import { type RunEvent, runChatTests } from '../../core/chatTest/runChatTests.ts';
import {
  type LoadedTest,
  matchesFilter,
  type PlannedCase,
  type RunTarget,
  shuffle,
  takeShard,
} from '../../core/chatTest/runPlan.ts';
import { createTestEnvironment, secretsOf } from '../../core/chatTest/testEnvironment.ts';
import {
  buildReport,
  type ReportedProblem,
  type TestReport,
  toReportedProblem,
} from '../../core/chatTest/testReport.ts';
import type { CaseResult } from '../../core/chatTest/testResult.ts';
import { toLocalDate } from '../../core/common/localDate.ts';
import { createRedactor } from '../../core/common/redaction.ts';
import { readBeside } from '../../core/files/readBeside.ts';
import { testFlags } from '../commandFlags.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { parseFlags } from '../flags.ts';
import { createMemoryService } from '../memoryService.ts';
import { readScript } from '../readScript.ts';
import { createTestReporter, type TestReporter, toSafeJson } from '../reports/testReporter.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';
import type { Transport } from '../transport.ts';
import { UsageError } from '../usageError.ts';
import { version } from '../version.ts';
import { limitYoungMemory } from '../limitYoungMemory.ts';
import { findTestFiles, toShownPath } from './findTestFiles.ts';
import { readGitCommit } from './gitCommit.ts';
import { readFailedBefore, saveLastRun } from './lastRun.ts';
import { defaultName, openTestConnections, type TestConnections } from './testConnections.ts';
import { readTestOptions, type TestOptions } from './testFlags.ts';
import { watchTests } from './watchTests.ts';
import { writeReportFile } from './writeReportFile.ts';

/** `polyai-chat test`: runs chat tests and reports; nothing is sent before everything was read. */
export async function test(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const options = readTestOptions(parseFlags('test', testFlags, args, true));
  const find = () => findTestFiles(options.words, surroundings.folder);
  if (!options.watch) return runOnce(await find(), options, surroundings);
  return watchTests({
    find,
    surroundings,
    run: (chosen) => runOnce(chosen, options, surroundings),
    say: options.reports.some(isTextOnOutput) ? surroundings.writeOut : surroundings.writeError,
  });
}

interface LoadedFiles {
  readonly loaded: readonly LoadedTest[];
  readonly problems: readonly ReportedProblem[];
}

async function runOnce(
  files: readonly string[],
  options: TestOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { folder, signal } = surroundings;
  const started = new Date();
  const { loaded, problems } = await loadFiles(files, options, surroundings);
  const head = (seed: number | null) => ({
    startedAt: started.toISOString(),
    durationMs: Date.now() - started.getTime(),
    seed,
  });
  if (problems.length > 0) {
    const report = buildReport({ ...head(null), commit: null }, [], problems, (text) => text);
    await writeReports(reportersOf(options, surroundings), report, surroundings);
    if (!options.reports.some(isTextOnOutput)) {
      for (const { file, line, column, sentence, remedy } of problems) {
        surroundings.writeError(`${toTerminalLine(`${file}:${line}:${column} ${sentence} ${remedy}`)}\n`);
      }
    }
    return exitCodes.usage;
  }
  if (options.check) {
    const report = buildReport({ ...head(null), commit: null }, [], [], (text) => text);
    const reports = options.reports.filter((one) => !isTextOnOutput(one));
    if (reports.length < options.reports.length) {
      surroundings.writeOut(`${countOf(loaded.length, 'file')} can be run.\n`);
    }
    const areWritten = await writeReports(reportersOf({ reports }, surroundings), report, surroundings);
    return areWritten ? exitCodes.ok : exitCodes.usage;
  }

  const only = options.onlyFailed ? await readFailedBefore(folder) : undefined;
  // What would run can be told without a connection, and only what is going to run needs one.
  const planned = planCases(loaded, {
    chosen: options.connections,
    fallback: defaultName,
    target: notYetOpen,
  });
  const wanted = planned.filter((one) => matchesFilter(one, { ...options.filter, only }));
  if (wanted.length === 0) throw nothingChosen(options);
  const { shard } = options;
  const chosen = shard === undefined ? wanted : takeShard(wanted, shard.index, shard.count);
  if (options.list) return list(chosen, options, surroundings);

  const connections = await openConnections(chosen, options, surroundings);
  try {
    const part = chosen.map((one) =>
      one.target === undefined ? one : { ...one, target: connections.target(one.connection) },
    );
    const seed = options.seed === 'any' ? randomInt(2 ** 32) : (options.seed ?? null);
    const cases = seed === null ? part : shuffle(part, seed);
    const reporters = reportersOf(options, surroundings);
    for (const { reporter } of reporters) reporter.started?.(cases.length, seed);
    // Git has its answer long before the agents have theirs.
    const committed = readGitCommit(folder);
    const results = await runCases(cases, connections, options, surroundings, (event) => {
      for (const { reporter } of reporters) reporter.happened?.(event);
    });
    const commit = await committed;
    const redact = createRedactor([...connections.secrets, ...secretsOf(surroundings.env)]);
    const report = buildReport({ ...head(seed), commit }, results, [], redact);
    const areWritten = await writeReports(reporters, report, surroundings);
    await keepForNextTime(report, surroundings);
    tellLeftOpen(results, surroundings);
    if (signal.aborted) return exitCodes.interrupted;
    const exitCode = exitCodeOfReport(report);
    return exitCode === exitCodes.ok && !areWritten ? exitCodes.usage : exitCode;
  } finally {
    await connections.close();
  }
}

/** A failed case outweighs one that could not be run: its agent was reached and said the wrong thing. */
export function exitCodeOfReport({ summary, problems }: TestReport): ExitCode {
  if (problems.length > 0) return exitCodes.usage;
  if (summary.failed > 0 || summary.notSure > 0) return exitCodes.incomplete;
  return summary.errored > 0 ? exitCodes.callFailed : exitCodes.ok;
}

async function loadFiles(
  files: readonly string[],
  options: TestOptions,
  { folder, env, readFile }: Surroundings,
): Promise<LoadedFiles> {
  const today = toLocalDate(new Date());
  const environment = createTestEnvironment(env, options.env, (name) => `Allow it with --env ${name}.`);
  const loaded: LoadedTest[] = [];
  const problems: ReportedProblem[] = [];
  for (const file of files) {
    const shown = toShownPath(file, folder);
    // oxlint-disable-next-line no-await-in-loop -- one file after the other keeps memory small
    const text = await readTestText(file, folder, readFile);
    if (typeof text !== 'string') {
      problems.push({ file: shown, line: 1, column: 1, ...text });
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- as above
    const result = await loadChatTest(
      { file: shown, text, readBeside: (name, most) => readBeside(path.dirname(file), name, most) },
      today,
    );
    const missing =
      result.loaded === undefined ? [] : environment.problemsOf(result.loaded.test, !options.check);
    for (const problem of [...result.problems, ...missing]) {
      problems.push(toReportedProblem(shown, result.lines, problem));
    }
    if (result.loaded !== undefined) loaded.push(result.loaded);
  }
  return { loaded, problems };
}

/** Stands for every connection while nothing is opened. */
function notYetOpen(name: string): RunTarget {
  return {
    name,
    connection: {
      connectionId: name,
      connectionName: name,
      region: '',
      accountId: '',
      projectId: '',
      environment: 'other',
    },
    resolve: () => Promise.reject(new Error('not opened')),
  };
}

function openConnections(
  chosen: readonly PlannedCase[],
  options: TestOptions,
  { env, readFile }: Surroundings,
): Promise<TestConnections> {
  const names = chosen.flatMap(({ connection, skipReason }) =>
    skipReason === undefined ? [connection] : [],
  );
  return readScript(options.script, { readFile }).then((script) =>
    openTestConnections(names, { env, script, allowLive: options.allowLive }),
  );
}

async function runCases(
  cases: readonly PlannedCase[],
  connections: TestConnections,
  options: TestOptions,
  { env, signal }: Surroundings,
  onEvent: (event: RunEvent) => void,
): Promise<readonly CaseResult[]> {
  const environment = createTestEnvironment(env, options.env, () => '');
  const { createTransport } = await import('../transport.ts');
  const transports = new Map<string, Transport>();
  const transportFor = (url: string): Transport => {
    const { origin } = new URL(url);
    const known = transports.get(origin) ?? createTransport(origin, env);
    transports.set(origin, known);
    return known;
  };
  for (const { origin } of connections.targets) transportFor(origin);
  const service = createMemoryService(
    createHttpChatClient({
      transport: (url, request) => transportFor(url).send(url, request),
      userAgent: `polyai-chat/${version}`,
    }),
  );
  const results: CaseResult[] = [];
  const memory = limitYoungMemory();
  try {
    const events = runChatTests({
      service,
      cases,
      signal,
      concurrency: options.concurrency,
      repeat: options.repeat,
      untilSure: options.untilSure,
      bail: options.bail,
      timeoutSeconds: options.timeoutSeconds,
      env: (name) => environment.read(name),
      newUuid: randomUUID,
      now: Date.now,
      wait: async (milliseconds, stop) => {
        await sleep(milliseconds, undefined, { signal: stop }).catch(() => undefined);
      },
    });
    for await (const event of events) {
      onEvent(event);
      if (event.kind === 'conversation' && event.result.id !== undefined) service.forget(event.result.id);
      if (event.kind === 'caseFinished') results.push(event.result);
    }
    return results;
  } finally {
    memory.dispose();
    await Promise.all([...transports.values()].map((transport) => transport.close()));
  }
}

interface OpenReporter {
  readonly reporter: TestReporter;
  readonly file: string | undefined;
}

function reportersOf(
  { reports }: Pick<TestOptions, 'reports'>,
  { writeOut, terminal }: Surroundings,
): readonly OpenReporter[] {
  return reports.map(({ name, file }) => ({
    file,
    reporter: createTestReporter(
      name,
      file === undefined
        ? { write: writeOut, isInteractive: terminal !== undefined, columns: terminal?.columns ?? 80 }
        : undefined,
    ),
  }));
}

function isTextOnOutput({ name, file }: TestOptions['reports'][number]): boolean {
  return name === 'text' && file === undefined;
}

async function writeReports(
  reporters: readonly OpenReporter[],
  report: TestReport,
  { folder, writeOut, writeError }: Surroundings,
): Promise<boolean> {
  let areWritten = true;
  for (const { reporter, file } of reporters) {
    const text = reporter.finish(report);
    if (file === undefined) writeOut(text);
    else {
      // oxlint-disable-next-line no-await-in-loop -- one that cannot be written takes none of the others along
      const problem = await writeReportFile(path.resolve(folder, file), text);
      if (problem === undefined) continue;
      areWritten = false;
      writeError(`${toTerminalLine(`The report ${file} cannot be written (${problem}).`)}\n`);
    }
  }
  return areWritten;
}

function list(part: readonly PlannedCase[], { reports }: TestOptions, { writeOut }: Surroundings): ExitCode {
  if (reports.some(({ name, file }) => name === 'json' && file === undefined)) {
    const entries = part.map(({ loaded, testCase, connection }) => ({
      id: testCase.id,
      file: loaded.file,
      test: testCase.name,
      case: testCase.variables,
      connection,
      tags: loaded.test.tags,
    }));
    writeOut(`${toSafeJson(entries)}\n`);
    return exitCodes.ok;
  }
  for (const { testCase, connection, skipReason } of part) {
    const where = skipReason === undefined ? connection : `skipped: ${skipReason}`;
    writeOut(`${toTerminalLine(testCase.id)}  ${toTerminalLine(where)}\n`);
  }
  return exitCodes.ok;
}

/** Best effort: a folder that cannot be written to is no reason to call a run failed. */
async function keepForNextTime(report: TestReport, { folder, writeError }: Surroundings): Promise<void> {
  try {
    await saveLastRun(folder, report);
  } catch {
    writeError('The run could not be kept in .polyai for --only-failed.\n');
  }
}

function tellLeftOpen(results: readonly CaseResult[], { writeError }: Surroundings): void {
  const open = results.flatMap(({ conversations }) => conversations.filter(({ isLeftOpen }) => isLeftOpen));
  if (open.length === 0) return;
  const ids = open.map(({ conversationId }) => conversationId ?? 'one without an id').join(', ');
  writeError(`${countOf(open.length, 'conversation')} may still be open: ${toTerminalLine(ids)}\n`);
}

function nothingChosen({ filter, onlyFailed }: TestOptions): UsageError {
  if (onlyFailed)
    return new UsageError('No test failed in the last run.', 'Run them all without --only-failed.');
  const flags = [
    ...(filter.tags.length > 0 ? ['--tag'] : []),
    ...(filter.grep === undefined ? [] : ['--grep']),
  ];
  return new UsageError(`No test fits ${flags.join(' and ')}.`, 'Run with --list to see what there is.');
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
