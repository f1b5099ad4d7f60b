import path from 'node:path';
import type { TestReport } from '../../core/chatTest/testReport.ts';
import { redactorOfEnvironment } from '../../core/connection/environmentSecrets.ts';
import { createTestReporter, type TestReporter } from '../reports/testReporter.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';
import type { TestOptions } from './testFlags.ts';
import { writeReportFile } from './writeReportFile.ts';

/** A report that was asked for, and where it goes: a file, or standard output when it has none. */
export interface OpenReporter {
  readonly reporter: TestReporter;
  readonly file: string | undefined;
}

export function reportersOf(
  { reports }: Pick<TestOptions, 'reports'>,
  { writeOut, terminal, env }: Surroundings,
): readonly OpenReporter[] {
  const redact = redactorOfEnvironment(env);
  // What is said meanwhile; the report itself is masked.
  const write = (text: string) => writeOut(redact(text));
  return reports.map(({ name, file }) => ({
    file,
    reporter: createTestReporter(
      name,
      file === undefined
        ? { write, isInteractive: terminal !== undefined, columns: terminal?.columns ?? 80 }
        : undefined,
    ),
  }));
}

export function isTextOnOutput({ name, file }: TestOptions['reports'][number]): boolean {
  return name === 'text' && file === undefined;
}

/** False when one could not be written, which is said. */
export async function writeReports(
  reporters: readonly OpenReporter[],
  report: TestReport,
  { folder, writeOut, writeError, signal }: Surroundings,
): Promise<boolean> {
  let areWritten = true;
  for (const { reporter, file } of reporters) {
    const text = reporter.finish(report);
    if (file === undefined) writeOut(text);
    else {
      // oxlint-disable-next-line no-await-in-loop -- one that cannot be written takes none of the others along
      const problem = await writeReportFile(path.resolve(folder, file), text, signal);
      if (problem === undefined) continue;
      areWritten = false;
      writeError(`${toTerminalLine(`The report ${file} cannot be written (${problem}).`)}\n`);
    }
  }
  return areWritten;
}
