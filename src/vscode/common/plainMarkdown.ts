import * as vscode from 'vscode';
import { toVisibleLine, toVisibleText } from '../../core/text/visibleText.ts';

/**
 * The one place where Markdown is made: a sentence of ours, and lines that others may have written, in a block of code, where
 * nothing is a link, a picture or a command.
 */
export function toPlainMarkdown(sentence: string, lines: readonly string[]): vscode.MarkdownString {
  // oxlint-disable-next-line no-restricted-properties -- a hover knows nothing else, and a string in it is Markdown too
  const markdown = new vscode.MarkdownString();
  markdown.appendText(toVisibleLine(sentence.replaceAll('://', ': //')));
  // A line of backticks cannot end the block.
  const shown = lines.map((line) => toVisibleText(line).replaceAll('```', "'''"));
  if (shown.length > 0) markdown.appendCodeblock(shown.join('\n'), 'text');
  return markdown;
}
