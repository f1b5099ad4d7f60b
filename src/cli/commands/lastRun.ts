import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { caseKey } from '../../core/chatTest/runPlan.ts';
import { type TestReport, testReportSchema } from '../../core/chatTest/testReport.ts';
import { UsageError } from '../usageError.ts';
import { writeReportFile } from './writeReportFile.ts';

const folderName = '.polyai';
const fileName = 'last-run.json';

/** The report, with what had failed before it and was not run to its end by it: keys of `caseKey`. */
const lastRunSchema = v.looseObject({
  ...testReportSchema.entries,
  failedBefore: v.optional(v.array(v.string()), []),
});

/** Keeps the report for `--only-failed`, in a folder that git ignores by itself. */
export async function saveLastRun(folder: string, report: TestReport): Promise<void> {
  const skipped = report.tests.filter(({ status }) => status === 'skipped').map(keyOf);
  // Reading it takes as long as writing it.
  const before = skipped.length > 0 && (await readFailedBefore(folder).catch(() => undefined));
  const failedBefore = before ? skipped.filter((key) => before.has(key)) : [];
  const own = path.join(folder, folderName);
  await mkdir(own, { recursive: true });
  // A repository may hold a link in its place: nothing is written where it leads.
  if (!(await lstat(own)).isDirectory()) throw new Error('a link');
  await writeFile(path.join(own, '.gitignore'), '*\n', { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  const file = path.join(own, fileName);
  // A link, or a pipe that would be waited for.
  if ((await isFile(file)) === false) await rm(file);
  const problem = await writeReportFile(file, `${JSON.stringify({ ...report, failedBefore })}\n`);
  if (problem !== undefined) throw new Error(problem);
}

/**
 * What did not pass in the last run, or had failed before and was not reached by it: keys of `caseKey`. Throws UsageError
 * when there was none.
 */
export async function readFailedBefore(folder: string): Promise<ReadonlySet<string>> {
  let report: v.InferOutput<typeof lastRunSchema>;
  try {
    const file = path.join(folder, folderName, fileName);
    if (!(await isFile(file))) throw new Error('a link');
    const text = await readFile(file, 'utf8');
    report = v.parse(lastRunSchema, JSON.parse(text));
  } catch {
    throw new UsageError('There is no last run in this folder.', 'Run the tests once without --only-failed.');
  }
  // A case that was cut off by the end of the run may have failed before that.
  const failed = report.tests.filter(({ status, firstFailure }) =>
    status === 'skipped' ? firstFailure !== undefined : status !== 'passed',
  );
  return new Set([...failed.map(keyOf), ...report.failedBefore]);
}

function keyOf({ id, connection }: TestReport['tests'][number]): string {
  return caseKey(id, connection);
}

/** Undefined when nothing is there. */
async function isFile(file: string): Promise<boolean | undefined> {
  return lstat(file).then(
    (known) => known.isFile(),
    () => undefined,
  );
}
