import path from 'node:path';
import * as v from 'valibot';
import { mergeReports, type TestReport, testReportSchema } from '../../core/chatTest/testReport.ts';
import { findTooDeepNesting } from '../../core/common/jsonProblems.ts';
import { mergeReportsFlags } from '../commandFlags.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { parseFlags } from '../flags.ts';
import { readTextFile } from '../readText.ts';
import { createTestReporter } from '../reports/testReporter.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usageError.ts';
import { exitCodeOfReport } from './testCommand.ts';
import { readReports } from './testFlags.ts';
import { writeReportFile } from './writeReportFile.ts';

/** `polyai-chat merge-reports`: the JSON reports of the parts of a run, as one report of every kind. */
export async function mergeReportFiles(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const flags = parseFlags('merge-reports', mergeReportsFlags, args, true);
  const wanted = readReports(flags);
  if (flags.words.length === 0) {
    throw new UsageError(
      'merge-reports needs the names of JSON reports.',
      'Write them with --reporter json=FILE.',
    );
  }
  const reports: TestReport[] = [];
  for (const file of flags.words) {
    // oxlint-disable-next-line no-await-in-loop -- the first that cannot be read is told
    reports.push(await readReport(file, surroundings));
  }
  const { parts, repeated, again } = withoutRepeats(reports);
  if (repeated > 0) {
    surroundings.writeError(
      `${cases(repeated)} in two reports with the same conversations, and counted once.\n`,
    );
  }
  if (again > 0) {
    surroundings.writeError(`${cases(again)} in two reports of different runs, and counted in each.\n`);
  }
  const merged = mergeReports(parts);
  if (merged === undefined) throw new UsageError('There is no report.');
  const { folder, signal } = surroundings;
  for (const { name, file } of wanted) {
    const text = createTestReporter(name, undefined).finish(merged);
    if (file === undefined) surroundings.writeOut(text);
    else {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const problem = await writeReportFile(path.resolve(folder, file), text, signal);
      if (signal.aborted) return exitCodes.interrupted;
      if (problem !== undefined) {
        throw new UsageError(`The report ${file} cannot be written (${problem}).`);
      }
    }
  }
  return exitCodeOfReport(merged);
}

const cases = (count: number) => (count === 1 ? '1 case is' : `${count} cases are`);

/** A report that is named twice, or was merged before, holds the very results that another one has. */
function withoutRepeats(reports: readonly TestReport[]) {
  const seen = new Map<string, Set<string>>();
  let repeated = 0;
  let again = 0;
  const parts = reports.map((report) => {
    const found = report.tests.map((test) => ({
      key: JSON.stringify([test.id, test.connection]),
      text: JSON.stringify(test),
    }));
    const isNew = found.map(({ key, text }) => {
      const before = seen.get(key);
      if (before?.has(text) === true) repeated++;
      else if (before !== undefined) again++;
      return before?.has(text) !== true;
    });
    // What one report holds twice is two cases with the same values.
    for (const { key, text } of found) seen.set(key, (seen.get(key) ?? new Set()).add(text));
    return { ...report, tests: report.tests.filter((_, index) => isNew[index]) };
  });
  return { parts, repeated, again };
}

async function readReport(file: string, surroundings: Surroundings): Promise<TestReport> {
  const text = await readTextFile(path.resolve(surroundings.folder, file), surroundings);
  try {
    if (findTooDeepNesting(text) !== undefined) throw new Error('nested too deep to be written again');
    return v.parse(testReportSchema, JSON.parse(text));
  } catch {
    throw new UsageError(
      `The file ${file} is no JSON report of chat tests.`,
      'Write it with --reporter json=FILE.',
    );
  }
}
