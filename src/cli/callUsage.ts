import { regionIds } from '../core/chatApi/region.ts';
import { chatWords } from './chatLine.ts';
import { page, type Row } from './usage.ts';

/** The help of every command that calls the Chat API. */

export function createUsage(): string {
  return callPage(
    'Creates a chat and shows the reply of the agent.',
    'polyai-chat create [FLAGS]',
    [
      ...createRows(),
      timeoutRow(),
      ['--json', 'Write one JSON object: the fields of the reply and latency_ms, or error.'],
    ],
    ['Exit codes: 0 the agent replied; 2 wrong usage; 3 no usable reply; 130 cancelled with Ctrl+C.'],
  );
}

export function sendUsage(): string {
  return callPage(
    'Sends one message in a chat and shows the reply of the agent. It is never sent twice.',
    'polyai-chat send --conversation ID (-m TEXT | --delayed) [FLAGS]',
    [
      ['--conversation ID', 'The id that create gave. Also --conversation-id, --conv-id.'],
      ['-m, --message TEXT', 'What to say; - reads it from standard input.'],
      ['--delayed', 'Send no message, to fetch a delayed reply.'],
      ...attributeRows(),
      ['--metadata JSON', 'Metadata as a JSON object; types are kept.'],
      ['--metadata-file FILE', 'The same, read from a file.'],
      ...languageRows(),
      timeoutRow(),
      ['--json', 'Write one JSON object: the fields of the reply and latency_ms, or error.'],
    ],
    [
      'Attributes, metadata and languages stand in the documentation, but not in the schema of the API.',
      'Exit codes: 0 the agent replied; 2 wrong usage; 3 no usable reply; 130 cancelled with Ctrl+C.',
    ],
  );
}

export function closeUsage(): string {
  return callPage(
    'Closes a chat. One that is over already counts as closed.',
    'polyai-chat close --conversation ID [FLAGS]',
    [
      ['--conversation ID', 'The id that create gave. Also --conversation-id, --conv-id.'],
      timeoutRow(),
      ['--json', 'Write one JSON object: success, already_over and latency_ms, or error.'],
    ],
    ['Exit codes: 0 it is closed; 2 wrong usage; 3 it may still be open; 130 cancelled with Ctrl+C.'],
  );
}

export function chatUsage(): string {
  return callPage(
    'Holds a whole conversation: at a prompt, or with the messages of a script. None is sent twice.',
    'polyai-chat chat [FLAGS]',
    [
      ['-m, --message TEXT', 'What to say instead of asking for it. Can be repeated.'],
      ['--input-file FILE', 'The same, one message a line; - reads standard input. Blank lines are skipped.'],
      ['--conversation ID', 'Continue a chat instead of creating one. Also --conversation-id, --conv-id.'],
      ...createRows(),
      timeoutRow(),
      ['--close', 'Close the chat at the end, with --json too.'],
      ['--keep-open', 'Do not close it; without this, only --json leaves it open.'],
      ['--json', 'Write one JSON object at the end: conversations with their turns, or error.'],
    ],
    ['A script stops at the first call that fails, and says how many messages were not sent.'],
    [
      { title: 'At the prompt, and in a script', rows: chatWords() },
      { title: 'Exit codes', rows: chatExitRows() },
    ],
  );
}

type Section = Parameters<typeof page>[2][number];

function callPage(
  purpose: string,
  synopsis: string,
  flags: readonly Row[],
  notes: readonly string[],
  more: readonly Section[] = [],
): string {
  return page(
    purpose,
    synopsis,
    [{ title: 'Flags', rows: flags }, ...more, { title: 'Environment', rows: environmentRows() }],
    ['The two secrets have no flags: other people on this machine could read them there.', ...notes],
  );
}

function createRows(): readonly Row[] {
  return [
    ['--channel NAME', 'The channel: webchat, whatsapp, sms, api, or another one.'],
    ['--variant ID', 'The variant of the agent.'],
    ...languageRows(),
    ...attributeRows(),
    ['--initial-message TEXT', 'The first message of the user. Some servers ignore it.'],
  ];
}

function chatExitRows(): readonly Row[] {
  return [
    ['0', 'Every message was answered.'],
    ['1', 'The chat was over before every message was answered.'],
    ['2', 'Wrong usage; nothing was sent.'],
    ['3', 'A call failed, or the chat may still be open.'],
    ['130', 'Cancelled with Ctrl+C.'],
  ];
}

function languageRows(): readonly Row[] {
  return [
    ['--asr-lang CODE', 'The language the agent hears, for example en-GB.'],
    ['--tts-lang CODE', 'The language the agent speaks, for example en-GB.'],
  ];
}

function attributeRows(): readonly Row[] {
  return [
    ['--attribute KEY=VALUE', 'An integration attribute, as text. Can be repeated.'],
    ['--attributes JSON', 'Integration attributes as a JSON object; types are kept.'],
    ['--attributes-file FILE', 'The same, read from a file.'],
  ];
}

function timeoutRow(): Row {
  return ['--timeout SECONDS', 'How long the call may take altogether; 60 when not given.'];
}

function environmentRows(): readonly Row[] {
  return [
    ['POLYAI_REGION', `One of ${regionIds.join(', ')}, or an https origin.`],
    ['POLYAI_ACCOUNT_ID', 'The first part of the path of your Agent Studio URL.'],
    ['POLYAI_PROJECT_ID', 'The second part of the path of your Agent Studio URL.'],
    ['POLYAI_API_KEY', 'The API key, sent as X-API-KEY.'],
    ['POLYAI_TOKEN', 'The connector token, sent as X-TOKEN.'],
    ['HTTPS_PROXY', 'The proxy to use, as http://HOST:PORT; also ALL_PROXY and HTTP_PROXY, in this order.'],
    ['NO_PROXY', 'The hosts to reach without it.'],
    ['NODE_EXTRA_CA_CERTS', 'A PEM file with the certificate of your network, if it has one of its own.'],
  ];
}
