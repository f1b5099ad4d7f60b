import { toVisibleLine, toVisibleText } from '../text/visibleText.ts';
import { withoutLinks, withoutMarkup } from '../text/withoutMarkup.ts';

/*
 * The one place through which everything goes that the Test Explorer shows: its messages, its diff, and its output, which
 * is a terminal. What agents and files say is text there: no markup, no control characters, and no address, because the
 * editor makes a link of each that opens without a question.
 */

/** A diff of more is read in the conversation. */
const longestText = 100_000;
const longestSentence = 2000;

export function toTestSentence(sentence: string): string {
  return withoutLinks(withoutMarkup(toVisibleLine(sentence, longestSentence)));
}

/** What was expected or came, with its lines. */
export function toTestText(text: string): string {
  return withoutLinks(toVisibleText(text.slice(0, longestText)));
}

/** What came, below a sentence: the editor wraps no line there. */
export function toTestLines(text: string): string {
  return toTestText(text).replaceAll(/(.{60,100}) /g, '$1\n');
}

/** Lines that are visible text. A terminal goes to the beginning of a line only when it is told to. */
export function toTestOutput(lines: readonly string[]): string {
  return withoutLinks(lines.map((line) => `${line}\r\n`).join(''));
}
