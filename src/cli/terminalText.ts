import { toVisibleText } from '../core/text/visibleText.ts';
import { withoutLogCommands } from './logCommands.ts';

/**
 * Text of an agent, made safe for a terminal: there, control characters move the cursor, change the title,
 * fill the clipboard or hide what was said. They are shown instead of obeyed, by the editor's rule; what other
 * systems end lines with ends lines here. Neither does a build server obey it.
 */
export function toTerminalText(text: string): string {
  return withoutLogCommands(toVisibleText(text.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')));
}

/** The same on one line. */
export function toTerminalLine(text: string): string {
  return toTerminalText(text).replaceAll(/\s+/g, ' ').trim();
}
