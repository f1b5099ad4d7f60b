/** Rows of cells, as spreadsheets write them: RFC 4180 with any separator and any line ends. */

export interface DelimitedRows {
  /** Without those in which nothing stands. */
  readonly rows: readonly (readonly string[])[];
  /** The index of a row with a quotation mark that is not closed, or has something behind it; it ends the reading. */
  readonly brokenRow?: number;
}

/** `separator` is one character. */
export function splitDelimited(text: string, separator: string, mostRows: number): DelimitedRows {
  const rows: string[][] = [];
  let row: string[] = [];
  const nextEnd = new RegExp(`[${separator}\r\n]`, 'g');
  let at = 0;
  while (rows.length < mostRows) {
    let end: number;
    if (text[at] === '"') {
      const close = closingQuote(text, at);
      if (close < 0) return { rows, brokenRow: rows.length };
      row.push(text.slice(at + 1, close).replaceAll('""', '"'));
      end = close + 1;
      while (text[end] === ' ') end++;
      if (end < text.length && text.slice(end, end + 1).search(nextEnd) < 0) {
        return { rows, brokenRow: rows.length };
      }
    } else {
      nextEnd.lastIndex = at;
      end = nextEnd.exec(text)?.index ?? text.length;
      row.push(text.slice(at, end));
    }
    at = end + 1;
    if (text[end] === separator) continue;
    if (row.some((cell) => cell.trim() !== '')) rows.push(row);
    row = [];
    if (end >= text.length) break;
    if (text[end] === '\r' && text[at] === '\n') at++;
  }
  return { rows };
}

function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
