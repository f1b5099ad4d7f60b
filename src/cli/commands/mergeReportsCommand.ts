import path from 'node:path';
import * as v from 'valibot';
import { mergeReports, type TestReport, testReportSchema } from '../../core/chatTest/testReport.ts';
import { findTooDeepNesting } from '../../core/common/jsonProblems.ts';
import { mergeReportsFlags } from '../commandFlags.ts';
import type { ExitCode } from '../exitCodes.ts';
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
  const merged = mergeReports(reports);
  if (merged === undefined) throw new UsageError('There is no report.');
  for (const { name, file } of wanted) {
    const text = createTestReporter(name, undefined).finish(merged);
    if (file === undefined) surroundings.writeOut(text);
    else {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const problem = await writeReportFile(path.resolve(surroundings.folder, file), text);
      if (problem !== undefined) {
        throw new UsageError(`The report ${file} cannot be written (${problem}).`);
      }
    }
  }
  return exitCodeOfReport(merged);
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
