import { shellWords } from './shellWords.ts';

/** What a cURL line would send. */
export interface CurlCommand {
  /** Every word that stands where a URL stands, in order. */
  readonly urls: readonly string[];
  /** By lower-case name; a later header replaces an earlier one. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body given inline; undefined when there is none or it is in a file (`@body.json`). */
  readonly body: string | undefined;
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

/** Reads a pasted cURL line; undefined when the text is none. Never throws. */
export function parseCurlCommand(text: string): CurlCommand | undefined {
  const start =
    /^\s*(?:(?:[$>#%]|PS [^>\r\n]{0,200}>|[A-Za-z]:[^>\r\n]{0,200}>)[ \t]*)?curl(?:\.exe)?(?=[\s^\\])/i.exec(
      text,
    );
  if (!start) return undefined;

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

  const words = shellWords(text.slice(start[0].length));
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
    } else {
      urls.push(word);
    }
  }
  const body = data.join('');
  return { urls, headers, body: body === '' || body.startsWith('@') ? undefined : body };
}

function addHeader(headers: Map<string, string>, line: string): void {
  const colon = line.indexOf(':');
  if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
}
