import type { Exchange } from './chatClient.ts';
import { chatHeaders } from './wire.ts';

/*
 * The same request in a language of the reader's choice. The secrets are environment variables; the body is the
 * text that was sent, byte for byte, and not a value of that language, which would harm large numbers.
 */

/** What a snippet repeats. */
export type RepeatableRequest = Pick<Exchange, 'method' | 'url'> & { readonly body: string | undefined };

/** What stands for a secret until the header is written. No header value of ours looks like it. */
const secretNames = { apiKey: '$POLYAI_API_KEY', token: '$POLYAI_TOKEN' };

/** For Node 18 and newer, as a module. */
export function toFetchCode(request: RepeatableRequest): string {
  const headers = headersOf(request).map(([name, value]) => {
    const source = value.startsWith('$') ? `process.env.${value.slice(1)}` : quoted(value);
    return `    ${quoted(name)}: ${source},`;
  });
  return [
    `const response = await fetch(${quoted(request.url)}, {`,
    `  method: ${quoted(request.method)},`,
    `  headers: {`,
    ...headers,
    `  },`,
    ...(request.body === undefined ? [] : [`  body: ${quoted(request.body)},`]),
    // A redirect would take both secrets along.
    `  redirect: 'error',`,
    `});`,
    `console.log(response.status, await response.text());`,
    '',
  ].join('\n');
}

/** For Python 3 with the package `requests`. */
export function toPythonCode(request: RepeatableRequest): string {
  const headers = headersOf(request).map(([name, value]) => {
    const source = value.startsWith('$') ? `os.environ[${quoted(value.slice(1))}]` : quoted(value);
    return `        ${quoted(name)}: ${source},`;
  });
  return [
    `import os`,
    ``,
    `import requests`,
    ``,
    `response = requests.request(`,
    `    ${quoted(request.method)},`,
    `    ${quoted(request.url)},`,
    `    headers={`,
    ...headers,
    `    },`,
    ...(request.body === undefined ? [] : [`    data=${quoted(request.body)}.encode("utf-8"),`]),
    `    allow_redirects=False,`,
    `    timeout=60,`,
    `)`,
    `print(response.status_code, response.text)`,
    '',
  ].join('\n');
}

function headersOf({ body }: RepeatableRequest): [name: string, value: string][] {
  return Object.entries(chatHeaders(secretNames, body !== undefined));
}

/**
 * A string literal that JavaScript and Python read alike. Single quotes leave the quotes of JSON as they are;
 * what would end the line, hide, or reorder it is escaped.
 */
function quoted(text: string): string {
  const escaped = text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\\'\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu,
    (character) =>
      character === '\\' || character === "'"
        ? `\\${character}`
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${escaped}'`;
}
