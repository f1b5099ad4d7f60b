/**
 * Splits one pasted command into words, for reading only: nothing is expanded or run. It understands what
 * documentation, terminals and browsers copy: bash quotes with `$'…'`, cmd's `^`, line continuations with `\`,
 * `^` or a backtick. An input box joins lines with a space, so a continuation before any white space counts.
 * Ends at the first `|`, `;`, `&&`, `>` or line break outside quotes. Takes time linear in the text.
 */
export function shellWords(text: string): string[] {
  return isCmd(text) ? splitWords(withoutCarets(text), 'cmd') : splitWords(text, 'bash');
}

type Dialect = 'bash' | 'cmd';

function isCmd(text: string): boolean {
  return /\^["\r\n]|\s\^\s/.test(text);
}

/** cmd takes `^x` for x; before white space the caret only continues the line. */
function withoutCarets(text: string): string {
  return text.replace(/\^(\r\n|[\s\S])/g, (_, next: string) => (/^\s/.test(next) ? ' ' : next));
}

function splitWords(text: string, dialect: Dialect): string[] {
  const words: string[] = [];
  let parts: string[] = [];
  let inWord = false;
  let at = 0;

  const endWord = () => {
    if (inWord) words.push(parts.join(''));
    parts = [];
    inWord = false;
  };
  const take = (piece: Piece) => {
    parts.push(piece.text);
    at = piece.end;
    inWord = true;
  };

  while (at < text.length) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\n' || char === '\r' || endsCommand(char, next)) {
      if (inWord || words.length > 0) break;
      at++;
    } else if (isSpace(char)) {
      endWord();
      at++;
    } else if (char === '"') {
      take(readDoubleQuoted(text, at + 1, dialect));
    } else if (char === "'" && dialect === 'bash') {
      take(readUntil(text, at + 1, "'"));
    } else if (char === '$' && next === "'" && dialect === 'bash') {
      take(readAnsiQuoted(text, at + 2));
    } else if ((char === '\\' || char === '`') && (isSpace(next) || next === '\n' || next === '\r')) {
      endWord();
      at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    } else if (char === '\\') {
      take({ text: next, end: at + 2 });
    } else {
      take({ text: char, end: at + 1 });
    }
  }
  endWord();
  return words;
}

interface Piece {
  readonly text: string;
  /** Where reading goes on. */
  readonly end: number;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\u00A0';
}

function endsCommand(char: string, next: string): boolean {
  return char === '|' || char === ';' || char === '>' || (char === '&' && next === '&');
}

function readUntil(text: string, start: number, quote: string): Piece {
  const close = text.indexOf(quote, start);
  const end = close === -1 ? text.length : close;
  return { text: text.slice(start, end), end: end + 1 };
}

function readDoubleQuoted(text: string, start: number, dialect: Dialect): Piece {
  const parts: string[] = [];
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '\n' || (next !== '' && '"\\$`'.includes(next)))) {
      if (next !== '\n') parts.push(next);
      at++;
    } else if (char === '"' && next === '"' && dialect === 'cmd' && at > start) {
      parts.push('"');
      at++;
    } else if (char === '"') {
      break;
    } else {
      parts.push(char);
    }
  }
  return { text: parts.join(''), end: at + 1 };
}

const ansiEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  e: '\u001B',
  E: '\u001B',
};

/** `$'…'`: what Chrome and Firefox write when the body has a line break or a quote. */
function readAnsiQuoted(text: string, start: number): Piece {
  const parts: string[] = [];
  const code = /x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})/y;
  let at = start;
  while (at < text.length && text.charAt(at) !== "'") {
    if (text.charAt(at) !== '\\') {
      parts.push(text.charAt(at));
      at++;
      continue;
    }
    code.lastIndex = at + 1;
    const match = code.exec(text);
    if (match) {
      const value = match[4] === undefined ? parseInt(match[0].slice(1), 16) : parseInt(match[4], 8);
      parts.push(value <= 0x10ffff ? String.fromCodePoint(value) : '\uFFFD');
      at = code.lastIndex;
    } else {
      const next = text.charAt(at + 1);
      parts.push(ansiEscapes[next] ?? next);
      at += 2;
    }
  }
  return { text: parts.join(''), end: at + 1 };
}
