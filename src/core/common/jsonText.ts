import { createScanner } from 'jsonc-parser';

/*
 * JSON as text: nothing here goes through JavaScript values, so `12345678901234567890` and `1.10` stay as they
 * were written. All expect valid JSON and are browser-safe.
 */

/** The same JSON without the white space between its tokens. */
export function compactJson(text: string): string {
  return [...tokensOf(text)].join('');
}

/** The same JSON for reading: one member a line, two spaces a level. */
export function formatJson(text: string): string {
  const parts: string[] = [];
  let depth = 0;
  let before = '';
  for (const token of tokensOf(text)) {
    const isFirst = before === '{' || before === '[';
    const isEnd = token === '}' || token === ']';
    if (isEnd) depth--;
    // What is empty stays on its line.
    if (before === ',' || isFirst !== isEnd) parts.push('\n', '  '.repeat(depth));
    else if (before === ':') parts.push(' ');
    parts.push(token);
    if (token === '{' || token === '[') depth++;
    before = token;
  }
  return parts.join('');
}

function* tokensOf(text: string): Generator<string> {
  const scanner = createScanner(text, true);
  for (;;) {
    scanner.scan();
    const length = scanner.getTokenLength();
    // Only the end of the text is an empty token.
    if (length === 0) return;
    yield text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + length);
  }
}

/**
 * The members of a JSON object, each value as the compact text it was written as; of two with one name the last, as
 * `JSON.parse` has it. Nothing for what is no object. It walks the tokens, so that no depth exhausts the stack.
 */
export function membersOfJson(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const scanner = createScanner(text, true);
  const nextToken = () => {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    return text.slice(offset, offset + scanner.getTokenLength());
  };
  if (nextToken() !== '{') return members;
  let depth = 1;
  let name: string | undefined;
  let value: string[] = [];
  while (depth > 0) {
    const token = nextToken();
    // Only the end of the text is an empty token.
    if (token === '') break;
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth === 0 || (depth === 1 && token === ',')) {
      if (name !== undefined) members.set(name, value.join(''));
      name = undefined;
      value = [];
    } else if (name === undefined) name = scanner.getTokenValue();
    // The colon behind the name is the only one that can come before a value.
    else if (value.length > 0 || token !== ':') value.push(token);
  }
  return members;
}
