import * as l10n from '@vscode/l10n';
import { regionIds } from '../core/chatApi/region.ts';
import { chatWords } from './chatLine.ts';
import { page, type Row } from './usage.ts';

/** The help of every command that calls the Chat API. */

export function createUsage(): string {
  return callPage(
    l10n.t('Creates a chat and shows the reply of the agent.'),
    'polyai-chat create [FLAGS]',
    [
      ...createRows(),
      timeoutRow(),
      ['--json', l10n.t('Write one JSON object: the fields of the reply and latency_ms, or error.')],
    ],
    [l10n.t('Exit codes: 0 the agent replied; 2 wrong usage; 3 no usable reply; 130 cancelled with Ctrl+C.')],
  );
}

export function sendUsage(): string {
  return callPage(
    l10n.t('Sends one message in a chat and shows the reply of the agent. It is never sent twice.'),
    'polyai-chat send --conversation ID (-m TEXT | --delayed) [FLAGS]',
    [
      ['--conversation ID', l10n.t('The id that create gave.')],
      ['-m, --message TEXT', l10n.t('What to say; - reads it from standard input.')],
      ['--delayed', l10n.t('Send no message, to fetch a delayed reply.')],
      ...attributeRows(),
      ['--metadata JSON', l10n.t('Metadata as a JSON object; types are kept.')],
      ['--metadata-file FILE', l10n.t('The same, read from a file.')],
      ...languageRows(),
      timeoutRow(),
      ['--json', l10n.t('Write one JSON object: the fields of the reply and latency_ms, or error.')],
    ],
    [
      l10n.t(
        'Attributes, metadata and languages stand in the documentation, but not in the schema of the API.',
      ),
      l10n.t('Exit codes: 0 the agent replied; 2 wrong usage; 3 no usable reply; 130 cancelled with Ctrl+C.'),
    ],
  );
}

export function closeUsage(): string {
  return callPage(
    l10n.t('Closes a chat. One that is over already counts as closed.'),
    'polyai-chat close --conversation ID [FLAGS]',
    [
      ['--conversation ID', l10n.t('The id that create gave.')],
      timeoutRow(),
      ['--json', l10n.t('Write one JSON object: success, already_over and latency_ms, or error.')],
    ],
    [l10n.t('Exit codes: 0 it is closed; 2 wrong usage; 3 it may still be open; 130 cancelled with Ctrl+C.')],
  );
}

export function chatUsage(): string {
  return callPage(
    l10n.t('Holds a whole conversation: at a prompt, or with the messages of a script. None is sent twice.'),
    'polyai-chat chat [FLAGS]',
    [
      ['-m, --message TEXT', l10n.t('What to say instead of asking for it. Can be repeated.')],
      [
        '--input-file FILE',
        l10n.t('The same, one message a line; - reads standard input. Blank lines are skipped.'),
      ],
      ['--conversation ID', l10n.t('Continue a chat instead of creating one.')],
      ...createRows(),
      timeoutRow(),
      ['--close', l10n.t('Close the chat at the end, with --json too.')],
      ['--keep-open', l10n.t('Do not close it; without this, only --json leaves it open.')],
      ['--json', l10n.t('Write one JSON object at the end: conversations with their turns, or error.')],
    ],
    [l10n.t('A script stops at the first call that fails, and says how many messages were not sent.')],
    [
      { title: l10n.t('At the prompt, and in a script'), rows: chatWords() },
      { title: l10n.t('Exit codes'), rows: chatExitRows() },
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
    [
      { title: l10n.t('Flags'), rows: flags },
      ...more,
      { title: l10n.t('Environment'), rows: environmentRows() },
    ],
    [l10n.t('The two secrets have no flags: other people on this machine could read them there.'), ...notes],
  );
}

function createRows(): readonly Row[] {
  return [
    ['--channel NAME', l10n.t('The channel: webchat, whatsapp, sms, api, or another one.')],
    ['--variant ID', l10n.t('The variant of the agent.')],
    ...languageRows(),
    ...attributeRows(),
    ['--initial-message TEXT', l10n.t('The first message of the user. Some servers ignore it.')],
  ];
}

function chatExitRows(): readonly Row[] {
  return [
    ['0', l10n.t('Every message was answered.')],
    ['1', l10n.t('The chat was over before every message was answered.')],
    ['2', l10n.t('Wrong usage; nothing was sent.')],
    ['3', l10n.t('A call failed, or the chat may still be open.')],
    ['130', l10n.t('Cancelled with Ctrl+C.')],
  ];
}

function languageRows(): readonly Row[] {
  return [
    ['--asr-lang CODE', l10n.t('The language the agent hears, for example en-GB.')],
    ['--tts-lang CODE', l10n.t('The language the agent speaks, for example en-GB.')],
  ];
}

function attributeRows(): readonly Row[] {
  return [
    ['--attribute KEY=VALUE', l10n.t('An integration attribute, as text. Can be repeated.')],
    ['--attributes JSON', l10n.t('Integration attributes as a JSON object; types are kept.')],
    ['--attributes-file FILE', l10n.t('The same, read from a file.')],
  ];
}

function timeoutRow(): Row {
  return ['--timeout SECONDS', l10n.t('How long the call may take altogether; 60 when not given.')];
}

function environmentRows(): readonly Row[] {
  return [
    ['POLYAI_REGION', l10n.t('One of {0}, or an https origin.', regionIds.join(', '))],
    ['POLYAI_ACCOUNT_ID', l10n.t('The first part of the path of your Agent Studio URL.')],
    ['POLYAI_PROJECT_ID', l10n.t('The second part of the path of your Agent Studio URL.')],
    ['POLYAI_API_KEY', l10n.t('The API key, sent as X-API-KEY.')],
    ['POLYAI_TOKEN', l10n.t('The connector token, sent as X-TOKEN.')],
    ['HTTPS_PROXY, NO_PROXY', l10n.t('Which proxy to use, and for which hosts not to.')],
  ];
}
