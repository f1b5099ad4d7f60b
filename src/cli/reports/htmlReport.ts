import type { TestReport } from '../../core/chatTest/testReport.ts';

/** One file that reads well without scripts. */
export function htmlReport(report: TestReport): string {
  return `<!doctype html><title>Chat tests</title><pre>${JSON.stringify(report.summary)}</pre>`;
}
