import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { RunEvent } from '../../core/chatTest/runChatTests.ts';
import type { PlannedCase } from '../../core/chatTest/runPlan.ts';
import type { CaseResult, TurnResult } from '../../core/chatTest/testResult.ts';
import { toIndentedLines, toVisibleLine } from '../../core/text/visibleText.ts';
import { toTestMessages } from './testMessages.ts';

/** Folds the events of a run into a run of the Test Explorer, as every reporter of the command line folds them. */
export function createRunFold(
  run: vscode.TestRun,
  itemOf: (planned: PlannedCase) => vscode.TestItem | undefined,
): (event: RunEvent) => void {
  const write = (item: vscode.TestItem, lines: readonly string[]) => {
    // The output is a terminal: it goes to the beginning of a line only when it is told to.
    if (lines.length > 0) run.appendOutput(lines.map((line) => `${line}\r\n`).join(''), undefined, item);
  };

  return (event) => {
    const planned = event.kind === 'caseFinished' ? event.result.planned : event.planned;
    const item = itemOf(planned);
    if (item === undefined) return;
    switch (event.kind) {
      case 'caseStarted':
        run.started(item);
        write(item, [toVisibleLine(`${planned.testCase.name} · ${planned.connection}`)]);
        break;
      case 'turn':
        write(item, turnLines(event.result));
        break;
      case 'conversation':
        if (event.result.problem !== undefined) write(item, [toVisibleLine(event.result.problem)]);
        if (event.result.isLeftOpen) write(item, [l10n.t('This conversation may still be open.')]);
        break;
      case 'caseFinished':
        finish(run, item, event.result);
        if (event.result.reason !== undefined) write(item, [toVisibleLine(event.result.reason)]);
        break;
    }
  };
}

function finish(run: vscode.TestRun, item: vscode.TestItem, result: CaseResult): void {
  const { status, quarantined, conversations, planned } = result;
  const durationMs = conversations.reduce((sum, one) => sum + one.durationMs, 0);
  if (status === 'passed') return run.passed(item, durationMs);
  // In quarantine a case is run and shown, and does not count.
  if (status === 'skipped' || quarantined || item.uri === undefined) return run.skipped(item);
  const messages = toTestMessages(item.uri, result, planned.loaded);
  if (status === 'errored') run.errored(item, messages, durationMs);
  else run.failed(item, messages, durationMs);
}

function turnLines({ user, reply, failures, latencyMs }: TurnResult): readonly string[] {
  const labels = { user: l10n.t('You:'), agent: l10n.t('Agent:') };
  const width = Math.max(labels.user.length, labels.agent.length) + 1;
  const said = (label: string, text: string | undefined) =>
    text === undefined ? [] : toIndentedLines(text, label.padEnd(width));
  return [
    ...said(labels.user, user),
    ...said(labels.agent, reply),
    ...(latencyMs === undefined ? [] : [`${' '.repeat(width)}${l10n.t('{0} ms', latencyMs)}`]),
    ...failures.map(({ sentence }) => `${' '.repeat(width)}✗ ${toVisibleLine(sentence)}`),
  ];
}
