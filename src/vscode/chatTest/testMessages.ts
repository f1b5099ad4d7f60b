import * as vscode from 'vscode';
import type { LoadedTest } from '../../core/chatTest/runPlan.ts';
import type { TestProblem } from '../../core/chatTest/testProblem.ts';
import type { CaseResult } from '../../core/chatTest/testResult.ts';
import type { TextLines } from '../../core/text/textLines.ts';
import { toVisibleText } from '../../core/text/visibleText.ts';
import { toPlainSentence } from '../common/notifications.ts';
import { toRange } from './ranges.ts';

/**
 * What the Test Explorer says of a case that did not pass: the sentences of the report, each on the range of its key.
 * Plain strings: what an agent says is never Markdown.
 */
export function toTestMessages(
  uri: vscode.Uri,
  { conversations, reason }: CaseResult,
  { lines }: LoadedTest,
): vscode.TestMessage[] {
  const broken = conversations.find(({ turns }) => turns.some(({ failures }) => failures.length > 0));
  const failures = (broken?.turns ?? []).flatMap((turn) => turn.failures);
  const messages = failures.map((failure) => {
    const { sentence, expected, actual } = failure;
    const message = vscode.TestMessage.diff(
      toPlainSentence(sentence),
      toVisibleText(expected),
      toVisibleText(actual),
    );
    message.location = new vscode.Location(uri, toRange(lines, failure));
    return message;
  });
  if (reason !== undefined) messages.unshift(new vscode.TestMessage(toPlainSentence(reason)));
  return messages;
}

export function toProblemMessage(
  uri: vscode.Uri,
  lines: TextLines,
  problem: TestProblem,
): vscode.TestMessage {
  const message = new vscode.TestMessage(toPlainSentence(`${problem.sentence} ${problem.remedy}`));
  message.location = new vscode.Location(uri, toRange(lines, problem));
  return message;
}
