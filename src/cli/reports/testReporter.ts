import type { RunEvent } from '../../core/chatTest/runChatTests.ts';
import type { TestReport } from '../../core/chatTest/testReport.ts';
import { githubReport } from './githubReport.ts';
import { htmlReport } from './htmlReport.ts';
import { junitReport } from './junitReport.ts';
import { toPrintedJson } from '../logCommands.ts';
import type { ReporterName } from './reporterNames.ts';
import { textReport } from './textReport.ts';

/** One reporter: what it writes of a whole run, and what it says meanwhile. */
export interface TestReporter {
  /** As it happens; for those who show it live. */
  started?(total: number, seed: number | null): void;
  happened?(event: RunEvent): void;
  /** The text of the report, when the run is over. */
  finish(report: TestReport): string;
}

export interface Terminal {
  readonly write: (text: string) => void;
  /** A person looks at it: lines may be drawn over. */
  readonly isInteractive: boolean;
  readonly columns: number;
}

/** Every reporter writes from the same report; `text` alone also says what happens meanwhile. */
export function createTestReporter(name: ReporterName, terminal: Terminal | undefined): TestReporter {
  switch (name) {
    case 'text':
      return textReport(terminal);
    case 'json':
      return { finish: (report) => `${toPrintedJson(JSON.stringify(report))}\n` };
    case 'junit':
      return { finish: junitReport };
    case 'github':
      return { finish: githubReport };
    case 'html':
      return { finish: htmlReport };
  }
}
