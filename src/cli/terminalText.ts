/**
 * Text of an agent, made safe for a terminal: there, control characters move the cursor, change the title,
 * fill the clipboard or hide what was said. They are shown instead of obeyed; line breaks and tabs stay.
 */
export function toTerminalText(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, (control) => visible(control.codePointAt(0) ?? 0));
}

/** The same on one line. */
export function toTerminalLine(text: string): string {
  return toTerminalText(text).replaceAll(/\s+/g, ' ').trim();
}

/** Unicode has pictures for the first 32 and for delete: ␛ for escape, ␡. */
function visible(code: number): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
