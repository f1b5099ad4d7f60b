import { randomInt } from 'node:crypto';
import { planCases } from '../../core/chatTest/planCases.ts';
import {
  matchesFilter,
  type PlannedCase,
  type RunTarget,
  shuffle,
  takeShard,
} from '../../core/chatTest/runPlan.ts';
import { buildReport, type TestReport } from '../../core/chatTest/testReport.ts';
import type { CaseResult } from '../../core/chatTest/testResult.ts';
import { createRedactor } from '../../core/common/redaction.ts';
import { redactorOfEnvironment, secretsOf } from '../../core/connection/environmentSecrets.ts';
import { testFlags } from '../commandFlags.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { parseFlags } from '../flags.ts';
import { toPrintedJson } from '../logCommands.ts';
import { readScript } from '../readScript.ts';
import { orderLine, toProblemLine } from '../reports/reportLines.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';
import { UsageError } from '../usageError.ts';
import { findTestFiles } from './findTestFiles.ts';
import { readGitCommit } from './gitCommit.ts';
import { readFailedBefore, saveLastRun } from './lastRun.ts';
import { defaultName, openTestConnections, type TestConnections } from './testConnections.ts';
import { loadTestFiles } from './loadTestFiles.ts';
import { runCases } from './runCases.ts';
import { isTextOnOutput, reportersOf, writeReports } from './testReports.ts';
import { readTestOptions, type TestOptions } from './testFlags.ts';
import { watchTests } from './watchTests.ts';

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

async function runOnce(
  files: readonly string[],
  options: TestOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { folder, signal } = surroundings;
  const started = new Date();
  const startedMs = performance.now();
  const redact = redactorOfEnvironment(surroundings.env);
  const { loaded, problems } = await loadTestFiles(files, options, surroundings);
  const head = (seed: number | null) => ({
    startedAt: started.toISOString(),
    durationMs: Math.round(performance.now() - startedMs),
    seed,
  });
  if (problems.length > 0) {
    const report = buildReport({ ...head(null), commit: null }, [], problems, redact);
    await writeReports(reportersOf(options, surroundings), report, surroundings);
    if (!options.reports.some(isTextOnOutput)) {
      for (const problem of problems) surroundings.writeError(`${toProblemLine(problem)}\n`);
    }
    return exitCodes.usage;
  }
  if (options.check) {
    const report = buildReport({ ...head(null), commit: null }, [], [], redact);
    const reports = options.reports.filter((one) => !isTextOnOutput(one));
    if (reports.length < options.reports.length) {
      surroundings.writeOut(`${countOf(loaded.length, 'file')} can be run.\n`);
    }
    const areWritten = await writeReports(reportersOf({ reports }, surroundings), report, surroundings);
    return areWritten ? exitCodes.ok : exitCodes.usage;
  }

  const failedBefore = options.onlyFailed ? await readFailedBefore(folder) : undefined;
  // A report names a case as it may be shown.
  const only = failedBefore && { has: (key: string) => failedBefore.has(redact(key)) };
  // What would run can be told without a connection, and only what is going to run needs one.
  const planned = planCases(loaded, {
    chosen: options.connections,
    fallback: defaultName,
    target: notYetOpen,
  });
  const wanted = planned.filter((one) => matchesFilter(one, { ...options.filter, only }));
  if (wanted.length === 0) throw nothingChosen(options);
  const { shard } = options;
  const ofShard = shard === undefined ? wanted : takeShard(wanted, shard.index, shard.count);
  const seed = options.seed === 'any' ? randomInt(2 ** 32) : (options.seed ?? null);
  const chosen = seed === null ? ofShard : shuffle(ofShard, seed);
  if (options.list) {
    if (seed !== null) surroundings.writeError(orderLine(seed));
    return list(chosen, options, {
      writeOut: (text) => surroundings.writeOut(redact(text)),
    });
  }

  const connections = await openConnections(chosen, options, surroundings);
  try {
    const cases = chosen.map((one) =>
      one.target === undefined ? one : { ...one, target: connections.target(one.connection) },
    );
    const reporters = reportersOf(options, surroundings);
    for (const { reporter } of reporters) reporter.started?.(cases.length, seed);
    // Git has its answer long before the agents have theirs.
    const committed = readGitCommit(folder);
    const results = await runCases(cases, connections, options, surroundings, (event) => {
      for (const { reporter } of reporters) reporter.happened?.(event);
    });
    const commit = await committed;
    const all = createRedactor([...connections.secrets, ...secretsOf(surroundings.env)]);
    const report = buildReport({ ...head(seed), commit }, results, [], all);
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

function list(
  part: readonly PlannedCase[],
  { reports }: TestOptions,
  { writeOut }: Pick<Surroundings, 'writeOut'>,
): ExitCode {
  if (reports.some(({ name, file }) => name === 'json' && file === undefined)) {
    const entries = part.map(({ loaded, testCase, connection }) => ({
      id: testCase.id,
      file: loaded.file,
      test: testCase.name,
      case: testCase.variables,
      connection,
      tags: loaded.test.tags,
    }));
    writeOut(`${toPrintedJson(JSON.stringify(entries))}\n`);
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
