/** The shells whose quoting differs. `cmdLoose`: browsers once put carets inside quotes too, where cmd keeps them. */
export type Dialect = 'bash' | 'cmd' | 'cmdLoose' | 'powershell';

/**
 * Splits one pasted command into words, for reading only: nothing is expanded or run. It understands what
 * documentation, terminals and browsers copy: bash quotes with `$'…'`, cmd's `^`, PowerShell's backtick, line
 * continuations with `\`, `^` or a backtick. An input box joins lines with a space, so a continuation before any white
 * space counts. Ends at the first `|`, `;`, `&&`, `>`, comment or line break outside quotes. Takes time linear in the
 * text.
 */
export function shellWords(text: string, dialect: Dialect): string[] {
  if (dialect === 'cmd') return splitWords(withoutCarets(text, true), dialect);
  if (dialect === 'cmdLoose') return splitWords(withoutCarets(text, false), dialect);
  return splitWords(text, dialect);
}

/**
 * The dialects to try, the likeliest first. The first sign that stands outside of quotes decides; inside them `^` and a
 * backtick are only characters.
 */
export function dialectsOf(text: string): readonly Dialect[] {
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '^' && /["\s]/.test(next)) return ['cmd', 'cmdLoose', 'bash'];
    if (char === '`' && /\s/.test(next)) return ['powershell', 'bash'];
    if (char === '\\' && /\s/.test(next)) return ['bash'];
    if (char === '"') at = readDoubleQuoted(text, at + 1, 'bash').end;
    else if (char === '$' && next === "'") at = readAnsiQuoted(text, at + 2).end;
    else if (char === "'") at = readUntil(text, at + 1, "'").end;
    else at++;
  }
  return ['bash', 'powershell', 'cmd', 'cmdLoose'];
}

/** cmd takes `^x` for x outside of quotes; before white space the caret only continues the line. */
function withoutCarets(text: string, keepsInQuotes: boolean): string {
  const parts: string[] = [];
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"' && keepsInQuotes) isQuoted = !isQuoted;
    if (char !== '^' || isQuoted) {
      parts.push(char);
      continue;
    }
    at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    const next = text.charAt(at);
    parts.push(/^\s/.test(next) ? ' ' : next);
  }
  return parts.join('');
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
    } else if (char === '#' && !inWord && words.length > 0) {
      break;
    } else if (isSpace(char)) {
      endWord();
      at++;
    } else if (char === '"') {
      take(readDoubleQuoted(text, at + 1, dialect));
    } else if (char === "'" && dialect === 'powershell') {
      take(readPowerShellQuoted(text, at + 1));
    } else if (char === "'" && dialect === 'bash') {
      take(readUntil(text, at + 1, "'"));
    } else if (char === '$' && next === "'" && dialect === 'bash') {
      take(readAnsiQuoted(text, at + 2));
    } else if ((char === '\\' || char === '`') && (isSpace(next) || next === '\n' || next === '\r')) {
      endWord();
      at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    } else if (char === '\\' || (char === '`' && dialect === 'powershell')) {
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

/** Twice the quote is one; and what is handed to a program needs `\"` for a quote all the same. */
function readPowerShellQuoted(text: string, start: number): Piece {
  const parts: string[] = [];
  let at = start;
  for (;;) {
    const piece = readUntil(text, at, "'");
    parts.push(piece.text);
    at = piece.end;
    if (text.charAt(at) !== "'") break;
    parts.push("'");
    at++;
  }
  return { text: parts.join('').replaceAll('\\"', '"'), end: at };
}

function readDoubleQuoted(text: string, start: number, dialect: Dialect): Piece {
  const parts: string[] = [];
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '`' && dialect === 'powershell' && next !== '') {
      parts.push(next);
      at++;
    } else if (char === '\\' && dialect === 'powershell' && text.startsWith('`"', at + 1)) {
      parts.push('"');
      at += 2;
    } else if (char === '\\' && (next === '\n' || (next !== '' && '"\\$`'.includes(next)))) {
      if (next !== '\n') parts.push(next);
      at++;
    } else if (char === '"' && next === '"' && dialect !== 'bash' && at > start) {
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
    if (match === null) {
      const next = text.charAt(at + 1);
      parts.push(ansiEscapes[next] ?? next);
      at += 2;
    } else if (match[2] === undefined && match[3] === undefined) {
      // These name bytes, and several of them make one character.
      const bytes = readBytes(text, at);
      parts.push(bytes.text);
      at = bytes.end;
    } else {
      const value = parseInt(match[0].slice(1), 16);
      parts.push(value <= 0x10ffff ? String.fromCodePoint(value) : '\uFFFD');
      at = code.lastIndex;
    }
  }
  return { text: parts.join(''), end: at + 1 };
}

/** `\xc3\xa9` or `\303\251` is é; what is no UTF-8 becomes U+FFFD, which no body with parameters may hold. */
function readBytes(text: string, start: number): Piece {
  const code = /\\(?:x([\da-fA-F]{1,2})|([0-7]{1,3}))/y;
  const bytes: number[] = [];
  let end = start;
  code.lastIndex = start;
  for (let match = code.exec(text); match !== null; match = code.exec(text)) {
    bytes.push((match[1] === undefined ? parseInt(match[2] ?? '', 8) : parseInt(match[1], 16)) & 0xff);
    end = code.lastIndex;
  }
  return { text: new TextDecoder().decode(Uint8Array.from(bytes)), end };
}
