import * as l10n from '@vscode/l10n';
import { regionIds } from '../core/chatApi/region.ts';
import { faultNames } from '../standInAgent/faults.ts';

/** `[what to type, what it is]`, printed as two columns. */
type Row = readonly [term: string, meaning: string];

export function usage(): string {
  return page(
    l10n.t('polyai-chat talks to PolyAI agents through the Chat API.'),
    'polyai-chat COMMAND [FLAGS]',
    [
      {
        title: l10n.t('Commands'),
        rows: [
          ['create', l10n.t('Create a chat and show the reply of the agent.')],
          ['stand-in', l10n.t('Run an agent on this machine to try things with, without credentials.')],
        ],
      },
      {
        title: l10n.t('Flags'),
        rows: [
          ['--help', l10n.t('Show this, or with a command its flags.')],
          ['--version', l10n.t('Show the version.')],
        ],
      },
    ],
    [],
  );
}

export function createUsage(): string {
  return page(
    l10n.t('Creates a chat and shows the reply of the agent.'),
    'polyai-chat create [FLAGS]',
    [
      {
        title: l10n.t('Flags'),
        rows: [
          ['--channel NAME', l10n.t('The channel: webchat, whatsapp, sms, api, or another one.')],
          ['--variant ID', l10n.t('The variant of the agent.')],
          ['--asr-lang CODE', l10n.t('The language the agent hears, for example en-GB.')],
          ['--tts-lang CODE', l10n.t('The language the agent speaks, for example en-GB.')],
          ['--attribute KEY=VALUE', l10n.t('An integration attribute, as text. Can be repeated.')],
          ['--attributes JSON', l10n.t('Integration attributes as a JSON object; types are kept.')],
          ['--attributes-file FILE', l10n.t('The same, read from a file.')],
          ['--initial-message TEXT', l10n.t('The first message of the user. Some servers ignore it.')],
          ['--timeout SECONDS', l10n.t('How long the call may take altogether; 60 when not given.')],
          ['--json', l10n.t('Write one JSON object: the fields of the reply and latency_ms, or error.')],
        ],
      },
      {
        title: l10n.t('Environment'),
        rows: [
          ['POLYAI_REGION', l10n.t('One of {0}, or an https origin.', regionIds.join(', '))],
          ['POLYAI_ACCOUNT_ID', l10n.t('The first part of the path of your Agent Studio URL.')],
          ['POLYAI_PROJECT_ID', l10n.t('The second part of the path of your Agent Studio URL.')],
          ['POLYAI_API_KEY', l10n.t('The API key, sent as X-API-KEY.')],
          ['POLYAI_TOKEN', l10n.t('The connector token, sent as X-TOKEN.')],
          ['HTTPS_PROXY, NO_PROXY', l10n.t('Which proxy to use, and for which hosts not to.')],
        ],
      },
    ],
    [
      l10n.t('The two secrets have no flags: other people on this machine could read them there.'),
      l10n.t('Exit codes: 0 the agent replied; 2 wrong usage; 3 no usable reply; 130 cancelled with Ctrl+C.'),
    ],
  );
}

export function standInUsage(): string {
  return page(
    l10n.t('Runs an agent on this machine that speaks the Chat API and follows a script, until Ctrl+C.'),
    'polyai-chat stand-in [FLAGS]',
    [
      {
        title: l10n.t('Flags'),
        rows: [
          ['--port N', l10n.t('The port on 127.0.0.1; a free one when not given.')],
          [
            '--script FILE',
            l10n.t('What the agent says, in YAML; the front desk of a hotel when not given.'),
          ],
          ['--print-script', l10n.t('Show the script of the hotel, as a start for your own, and end.')],
          ['--strict', l10n.t('Accept only the credentials shown; otherwise any that are not empty.')],
          ['--fault NAME', l10n.t('Answer every request in a wrong way: see the names below.')],
          ['--json', l10n.t('Write one JSON object a line.')],
        ],
      },
      {
        title: l10n.t('Environment'),
        rows: [
          ['POLYAI_API_KEY, POLYAI_TOKEN', l10n.t('When both are set, only these credentials are accepted.')],
        ],
      },
      { title: l10n.t('Faults'), rows: faultNames.map((name) => [name, ''] as const) },
    ],
    [l10n.t('A single request goes wrong with “fault:NAME” as its message or its variant.')],
  );
}

function page(
  purpose: string,
  synopsis: string,
  sections: readonly { readonly title: string; readonly rows: readonly Row[] }[],
  notes: readonly string[],
): string {
  const width = Math.max(...sections.flatMap(({ rows }) => rows.map(([term]) => term.length)));
  const blocks = [
    `${purpose}\n\n  ${synopsis}`,
    ...sections.map(({ title, rows }) =>
      [title, ...rows.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`.trimEnd())].join('\n'),
    ),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}
