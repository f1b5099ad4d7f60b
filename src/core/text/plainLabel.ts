import { toVisibleLine } from './visibleText.ts';
import { withoutMarkup } from './withoutMarkup.ts';

/** Untrusted text for a label. */
export function toPlainLabel(text: string): string {
  return withoutMarkup(toVisibleLine(text, 120));
}
