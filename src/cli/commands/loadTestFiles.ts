import path from 'node:path';
import { loadChatTest } from '../../core/chatTest/loadChatTest.ts';
import { readTestText } from '../../core/chatTest/readTestText.ts';
import type { LoadedTest } from '../../core/chatTest/runPlan.ts';
import { createTestEnvironment } from '../../core/chatTest/testEnvironment.ts';
import { type ReportedProblem, toReportedProblem } from '../../core/chatTest/testReport.ts';
import { toLocalDate } from '../../core/common/localDate.ts';
import { readBeside } from '../../core/files/readBeside.ts';
import { toProblemLine } from '../reports/reportLines.ts';
import type { Surroundings } from '../surroundings.ts';
import { toShownPath } from './findTestFiles.ts';
import type { TestOptions } from './testFlags.ts';

interface LoadedFiles {
  readonly loaded: readonly LoadedTest[];
  readonly problems: readonly ReportedProblem[];
}

/** Reads every file before anything runs; what is wrong with one is said at its place. */
export async function loadTestFiles(
  files: readonly string[],
  options: TestOptions,
  { folder, env, readFile, writeError }: Surroundings,
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
    for (const warning of result.warnings) {
      writeError(`Warning: ${toProblemLine(toReportedProblem(shown, result.lines, warning))}\n`);
    }
    if (result.loaded !== undefined) loaded.push(result.loaded);
  }
  return { loaded, problems };
}
