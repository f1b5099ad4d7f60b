import { applyEdits, createScanner, format } from 'jsonc-parser';

/*
 * JSON as text: nothing here goes through JavaScript values, so `12345678901234567890` and `1.10` stay as they
 * were written. Both expect valid JSON and are browser-safe.
 */

/** The same JSON without the white space between its tokens. */
export function compactJson(text: string): string {
  const scanner = createScanner(text, true);
  const tokens: string[] = [];
  for (;;) {
    scanner.scan();
    const length = scanner.getTokenLength();
    // Only the end of the text is an empty token.
    if (length === 0) return tokens.join('');
    tokens.push(text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + length));
  }
}

/** The same JSON for reading: one member a line, two spaces a level. */
export function formatJson(text: string): string {
  const compact = compactJson(text);
  return applyEdits(compact, format(compact, undefined, { tabSize: 2, insertSpaces: true, eol: '\n' }));
}
