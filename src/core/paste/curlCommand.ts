import { dialectsOf, shellWords } from './shellWords.ts';

/** What a cURL line would send. */
export interface CurlCommand {
  /** Where it begins in the text. */
  readonly index: number;
  /** Every word that stands where a URL stands, in order. */
  readonly urls: readonly string[];
  /** By lower-case name; a later header replaces an earlier one. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body given inline; undefined when there is none or it is in a file (`@body.json`). */
  readonly body: string | undefined;
  readonly hasBodyInFile: boolean;
}

/** Options whose next word is their value; of these only headers, bodies and the URL are looked at. */
const longWithValue = new Set(
  (
    'request header data data-raw data-binary data-ascii data-urlencode json url url-query user user-agent ' +
    'referer cookie cookie-jar output output-dir max-time connect-timeout proxy proxy-user cacert capath cert ' +
    'cert-type key key-type pass write-out form form-string upload-file resolve connect-to retry retry-delay ' +
    'retry-max-time max-redirs max-filesize dump-header config range interface ciphers tls-max trace ' +
    'trace-ascii stderr limit-rate noproxy oauth2-bearer aws-sigv4 dns-servers unix-socket variable expand-url'
  ).split(' '),
);
const shortWithValue = /[XHdAebcomxuUEwFTKDrCyYzQP]/;
const longOf: Readonly<Record<string, string>> = { H: 'header', d: 'data' };

/** More `curl` than any document shows at once; each costs time linear in the text. */
const maxCandidates = 4;

/**
 * Finds and reads the cURL command in a text: behind a prompt, `time`, a path, a comment, in a code fence. Undefined when
 * there is none with anything to read. Never throws.
 */
export function findCurlCommand(text: string): CurlCommand | undefined {
  const candidates = [...text.matchAll(/(?<![\w.-])curl(?:\.exe)?(?=[\s^\\`])/gi)]
    .slice(0, maxCandidates)
    .map(({ 0: word, index }) => ({ index, rest: index + word.length, isComment: isCommented(text, index) }));
  // `# curl …` may be a root prompt as well as a comment, so it is only the last resort.
  candidates.sort((a, b) => Number(a.isComment) - Number(b.isComment));
  let first: CurlCommand | undefined;
  for (const { index, rest } of candidates) {
    const command = parseCurlWords(text.slice(rest), index);
    if (command.urls.some((word) => /:\/\/|\$|localhost|\w\.\w|:\d/.test(word))) return command;
    if (command.headers.size > 0) first ??= command;
  }
  return first;
}

function isCommented(text: string, at: number): boolean {
  const lineStart = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
  return /^\s*(?:#|\/\/|rem\s|::)/i.test(text.slice(lineStart, Math.min(at, lineStart + 200)));
}

/** In the likeliest dialect whose body is JSON, or else in the likeliest. */
function parseCurlWords(text: string, index: number): CurlCommand {
  let likeliest: CurlCommand | undefined;
  for (const dialect of dialectsOf(text)) {
    const command = readWords(shellWords(text, dialect), index);
    likeliest ??= command;
    if (command.body === undefined || isJson(command.body)) return command;
  }
  return likeliest ?? readWords([], index);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readWords(words: readonly string[], index: number): CurlCommand {
  const urls: string[] = [];
  const headers = new Map<string, string>();
  const data: string[] = [];
  const options: Readonly<Record<string, (value: string) => void>> = {
    url: (value) => urls.push(value),
    header: (value) => addHeader(headers, value),
    json: (value) => data.push(value),
    data: (value) => data.push(value),
    'data-raw': (value) => data.push(value),
    'data-binary': (value) => data.push(value),
    'data-ascii': (value) => data.push(value),
  };
  const apply = (name: string, value: string) => {
    if (Object.hasOwn(options, name)) options[name]?.(value);
  };

  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = word.slice(2, equals === -1 ? undefined : equals);
      if (equals !== -1) apply(name, word.slice(equals + 1));
      else if (longWithValue.has(name)) apply(name, words[++at] ?? '');
    } else if (word.startsWith('-') && word.length > 1) {
      // `-sSLXPOST` is `-s -S -L -X POST`.
      const cluster = word.slice(1);
      const option = cluster.search(shortWithValue);
      if (option === -1) continue;
      const attached = cluster.slice(option + 1);
      const letter = cluster.charAt(option);
      apply(longOf[letter] ?? letter, attached === '' ? (words[++at] ?? '') : attached);
    } else if (/^curl(?:\.exe)?$/i.test(word) && urls.length > 0) {
      // An input box has joined the next command to this one.
      break;
    } else {
      urls.push(word);
    }
  }
  const body = data.join('');
  const isFile = body.startsWith('@');
  return { index, urls, headers, body: body === '' || isFile ? undefined : body, hasBodyInFile: isFile };
}

function addHeader(headers: Map<string, string>, line: string): void {
  const colon = line.indexOf(':');
  if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
}
