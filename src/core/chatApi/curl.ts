import type { Exchange } from './chatClient.ts';
import { chatHeaders } from './wire.ts';

/**
 * One line for a POSIX shell that sends the same request. The secrets are the shell's variables, in double
 * quotes so that it expands them; everything else is in single quotes, where nothing is special. Browser-safe.
 */
export function toCurl(request: {
  readonly method: Exchange['method'];
  readonly url: string;
  readonly body: string | undefined;
}): string {
  const { apiKey, token } = { apiKey: '$POLYAI_API_KEY', token: '$POLYAI_TOKEN' };
  const headers = Object.entries(chatHeaders({ apiKey, token }, request.body !== undefined));
  return [
    'curl',
    '-X',
    request.method,
    singleQuoted(request.url),
    ...headers.flatMap(([name, value]) => [
      '-H',
      value.startsWith('$') ? `"${name}: ${value}"` : singleQuoted(`${name}: ${value}`),
    ]),
    ...(request.body === undefined ? [] : ['--data-raw', singleQuoted(visible(request.body))]),
  ].join(' ');
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Characters that a terminal would act on or that hide what is pasted, written as JSON escapes. They can only
 * stand inside strings, so the JSON stays the same.
 */
function visible(json: string): string {
  return json.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
