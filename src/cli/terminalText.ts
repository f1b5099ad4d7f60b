import { toVisibleText } from '../core/text/visibleText.ts';
import { withoutLogCommands } from './logCommands.ts';

/**
 * Text of an agent, made safe for a terminal: there, control characters move the cursor, change the title,
 * fill the clipboard or hide what was said. They are shown instead of obeyed, by the editor's rule; what other
 * systems end lines with ends lines here. Neither does a build server obey it.
 */
export function toTerminalText(text: string): string {
  return withoutLogCommands(toVisible(text));
}

/** The same on one line: what becomes a command only when the lines are joined is none either. */
export function toTerminalLine(text: string): string {
  return withoutLogCommands(toVisible(text).replaceAll(/\s+/g, ' ').trim());
}

function toVisible(text: string): string {
  return toVisibleText(text.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n'));
}
