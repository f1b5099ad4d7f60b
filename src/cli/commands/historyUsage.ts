import { page } from '../usage.ts';

export function historyUsage(): string {
  return page(
    'Looks into the history of an editor, also while it is open. Nothing is changed, nothing is sent.',
    'polyai-chat history stats|search|export --history FILE [FLAGS]',
    [
      {
        title: 'Actions',
        rows: [
          ['stats', 'How many conversations there are, and p50 and p95 by connection and turn.'],
          ['search WORDS', 'The newest conversations that hold them, at most 200, with the line.'],
          ['', 'from:, connection:, state:, tag:, before:, after: narrow it, as in the editor.'],
          ['export', 'Every conversation, newest first. No secret is in a history.'],
        ],
      },
      {
        title: 'Flags',
        rows: [
          ['--history FILE', 'history.db in the extension’s global storage. Needs Node 22.13.'],
          ['--format NAME', 'jsonl (complete, the default), markdown, csv (a line a turn) or html.'],
          ['--output FILE', 'Where the export is written; otherwise standard output.'],
          ['--without-messages', 'Leave out what was said.'],
          ['--json', 'stats and search: objects for programs, one a line.'],
        ],
      },
      {
        title: 'Exit codes',
        rows: [
          ['0', 'All is well.'],
          ['1', 'search: nothing was found.'],
          ['2', 'Wrong usage, or the file cannot be read.'],
          ['130', 'Interrupted; a file that is not whole was not written.'],
        ],
      },
    ],
    [],
  );
}
