import { commandFlags, flagLetters } from './commandFlags.ts';
import { faultNames } from '../standInAgent/faults.ts';

/** `[what to type, what it is]`, printed as two columns. */
export type Row = readonly [term: string, meaning: string];

export function usage(): string {
  return page(
    'polyai-chat talks to PolyAI agents through the Chat API.',
    'polyai-chat COMMAND [FLAGS]',
    [
      {
        title: 'Commands',
        rows: [
          ['create', 'Create a chat and show the reply of the agent.'],
          ['send', 'Send one message in a chat and show the reply.'],
          ['close', 'Close a chat.'],
          ['chat', 'Hold a whole conversation: at a prompt, or with messages from a script.'],
          ['test', 'Run chat tests.'],
          ['merge-reports', 'Make one report of the JSON reports of several runs.'],
          ['history', 'Search, measure, export and import what the editor has recorded.'],
          ['stand-in', 'Run an agent on this machine to try things with, without credentials.'],
        ],
      },
      {
        title: 'Flags',
        rows: [
          ['-h, --help', 'Show this, or with a command what each of its flags is.'],
          ['-V, --version', 'Show the version.'],
        ],
      },
      { title: 'Flags of each command', rows: Object.keys(commandFlags).flatMap(flagRows) },
    ],
    ['This program is in English, whatever the language of the terminal.'],
  );
}

const flagsWidth = 90;

/** The names of a command's flags, on as many lines as they need. */
function flagRows(command: string): readonly Row[] {
  const lines: string[] = [];
  for (const name of [...Object.keys(commandFlags[command] ?? {}), 'help']) {
    const letter = flagLetters[name];
    const flag = letter === undefined ? `--${name}` : `-${letter}, --${name}`;
    const last = lines.at(-1);
    if (last === undefined || last.length + flag.length > flagsWidth) lines.push(flag);
    else lines[lines.length - 1] = `${last}  ${flag}`;
  }
  return lines.map((line, index) => [index === 0 ? command : '', line]);
}

export function standInUsage(): string {
  return page(
    'Runs an agent on this machine that speaks the Chat API and follows a script, until Ctrl+C.',
    'polyai-chat stand-in [FLAGS]',
    [
      {
        title: 'Flags',
        rows: [
          ['--port N', 'The port on 127.0.0.1; a free one when not given.'],
          ['--script FILE', 'What the agent says, in YAML; the front desk of a hotel when not given.'],
          ['--print-script', 'Show the script of the hotel, as a start for your own, and end.'],
          ['--strict', 'Accept only the credentials shown; otherwise any that are not empty.'],
          ['--fault NAME', 'Answer every request in a wrong way: see the names below.'],
          ['--json', 'Write one JSON object a line.'],
        ],
      },
      {
        title: 'Environment',
        rows: [['POLYAI_API_KEY, POLYAI_TOKEN', 'When both are set, only these credentials are accepted.']],
      },
      { title: 'Faults', rows: faultNames.map((name) => [name, ''] as const) },
    ],
    ['A single request goes wrong with “fault:NAME” as its message or its variant.'],
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
