/** Makes one message of the lines that belong together. */
export interface MessageLines {
  /** Whether lines wait for those that complete them. */
  readonly isPartial: boolean;
  /** Takes a line; gives the message that it completes, if it does. */
  add(line: string, how: { readonly isPasted: boolean }): string | undefined;
  clear(): void;
}

/**
 * Lines of a paste belong together, and Enter behind it completes them, as in a shell. A typed line that ends with a
 * backslash goes on with the next one; two backslashes stand for one at the end.
 */
export function createMessageLines(): MessageLines {
  let lines: string[] = [];
  return {
    get isPartial() {
      return lines.length > 0;
    },
    add(line, { isPasted }) {
      const ending = /(?<!\\)\\{1,2}$/.exec(line)?.[0] ?? '';
      if (isPasted || ending === '\\') {
        lines.push(isPasted ? line : line.slice(0, -1));
        return undefined;
      }
      const last = ending === '\\\\' ? line.slice(0, -1) : line;
      const message = [...lines, last].join('\n');
      // The line break at the end of a paste is no part of what was copied.
      const isEndOfPaste = lines.length > 0 && last === '';
      lines = [];
      return isEndOfPaste ? message.slice(0, -1) : message;
    },
    clear() {
      lines = [];
    },
  };
}
