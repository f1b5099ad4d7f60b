import { page } from '../usage.ts';

export function historyUsage(): string {
  return page(
    'Looks into the history of an editor, also while it is open. Only import changes it; nothing is sent.',
    'polyai-chat history stats|search|export|import --history FILE [FLAGS]',
    [
      {
        title: 'Actions',
        rows: [
          ['stats', 'How many conversations there are, and p50 and p95 by connection and turn.'],
          ['search WORDS', 'The newest conversations that hold them, at most 200, with the line.'],
          ['', 'from:, connection:, state:, tag:, before:, after: narrow it, as in the editor.'],
          ['export', 'Every conversation, oldest first. No secret is in a history.'],
          ['import FILE…', 'Adds what export wrote as jsonl, or poly chat, poly transcripts get or'],
          ['', 'poly conversations get with --json. What is there already never changes.'],
        ],
      },
      {
        title: 'Flags',
        rows: [
          ['--history FILE', 'The history.db of an editor. Needs Node 22.13.'],
          ['--format NAME', 'jsonl (complete, the default), markdown, csv (a line a turn) or html.'],
          ['--output FILE', 'Where the export is written; otherwise standard output.'],
          ['--without-messages', 'Leave out what was said.'],
          ['--dry-run', 'import: only say what would be added.'],
          ['--json', 'stats, search and import: objects for programs, one a line.'],
        ],
      },
      {
        title: 'Where VS Code keeps history.db: in User/globalStorage/polyai-chat.polyai-chat of',
        rows: [
          ['Linux', '~/.config/Code'],
          ['macOS', '~/Library/Application Support/Code'],
          ['Windows', '%APPDATA%\\Code'],
          ['a remote host', '~/.vscode-server/data'],
        ],
      },
      {
        title: 'Exit codes',
        rows: [
          ['0', 'All is well.'],
          ['1', 'search: nothing was found. import: some could not be read, or differ from what is there.'],
          ['2', 'Wrong usage, a file that cannot be read, or a history that cannot be written.'],
          ['130', 'Interrupted. No half file was written; what was imported by then is whole.'],
        ],
      },
    ],
    [],
  );
}
