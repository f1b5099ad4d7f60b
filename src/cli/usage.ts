import * as l10n from '@vscode/l10n';
import { faultNames } from '../standInAgent/faults.ts';

/** `[what to type, what it is]`, printed as two columns. */
export type Row = readonly [term: string, meaning: string];

export function usage(): string {
  return page(
    l10n.t('polyai-chat talks to PolyAI agents through the Chat API.'),
    'polyai-chat COMMAND [FLAGS]',
    [
      {
        title: l10n.t('Commands'),
        rows: [
          ['create', l10n.t('Create a chat and show the reply of the agent.')],
          ['send', l10n.t('Send one message in a chat and show the reply.')],
          ['close', l10n.t('Close a chat.')],
          ['chat', l10n.t('Hold a whole conversation: at a prompt, or with messages from a script.')],
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

/** A page of help: every term of a section in one column. */
export function page(
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
