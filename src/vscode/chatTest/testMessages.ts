import * as vscode from 'vscode';
import { isAcceptable, toFailureContext } from '../../core/chatTest/failureContext.ts';
import type { ShownMessage } from '../../core/chatTest/shownRun.ts';
import type { TextLines } from '../../core/text/textLines.ts';
import { toRange } from './ranges.ts';
import { toTestLines, toTestSentence, toTestText } from '../../core/chatTest/testText.ts';

/** Messages in the editor's words, each on the range of its key. Strings are never read as Markdown. */
export function toTestMessages(
  uri: vscode.Uri,
  lines: TextLines,
  messages: readonly ShownMessage[],
  /** Of the result that is kept: what can be done about a message is found through it. */
  resultId?: string,
): vscode.TestMessage[] {
  return messages.map((one) => {
    const { range, place } = one;
    const message = toMessage(one);
    if (range !== undefined) message.location = new vscode.Location(uri, toRange(lines, range));
    if (resultId !== undefined) {
      message.contextValue = toFailureContext({ result: resultId, canAccept: isAcceptable(one), ...place });
    }
    return message;
  });
}

/**
 * Beside a diff the editor shows on the line “what came != what was expected”, cut short. That says something of two texts
 * that were to be the same; of any other check the sentence says more.
 */
function toMessage({ sentence, expected, actual, check = '' }: ShownMessage): vscode.TestMessage {
  const said = toTestSentence(sentence);
  if (expected === undefined || actual === undefined) return new vscode.TestMessage(said);
  if (/^(?:same|equals|json|handoff)/.test(check)) {
    return vscode.TestMessage.diff(said, toTestText(expected), toTestText(actual));
  }
  return new vscode.TestMessage([said, toTestLines(actual)].filter(Boolean).join('\n\n'));
}
