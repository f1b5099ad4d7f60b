import * as vscode from 'vscode';
import { isAcceptable, toFailureContext } from '../../core/chatTest/failureContext.ts';
import type { ShownMessage } from '../../core/chatTest/shownRun.ts';
import type { TextLines } from '../../core/text/textLines.ts';
import { toRange } from './ranges.ts';
import { toTestSentence, toTestText } from '../../core/chatTest/testText.ts';

/** Messages in the editor's words, each on the range of its key. Strings are never read as Markdown. */
export function toTestMessages(
  uri: vscode.Uri,
  lines: TextLines,
  messages: readonly ShownMessage[],
  /** Of the result that is kept: what can be done about a message is found through it. */
  resultId?: string,
): vscode.TestMessage[] {
  return messages.map((one) => {
    const { sentence, expected, actual, range, place } = one;
    const message =
      expected === undefined || actual === undefined
        ? new vscode.TestMessage(toTestSentence(sentence))
        : vscode.TestMessage.diff(toTestSentence(sentence), toTestText(expected), toTestText(actual));
    if (range !== undefined) message.location = new vscode.Location(uri, toRange(lines, range));
    if (resultId !== undefined) {
      message.contextValue = toFailureContext({ result: resultId, canAccept: isAcceptable(one), ...place });
    }
    return message;
  });
}
