import { page } from '../usage.ts';

export function testUsage(): string {
  return page(
    'Runs chat tests: files that hold a conversation and what each reply must satisfy.',
    'polyai-chat test [FILE or FOLDER or GLOB …] [FLAGS]',
    [
      {
        title: 'Which tests',
        rows: [
          ['--tag NAME', 'Only tests with this tag. Can be repeated: one of them is enough.'],
          ['--grep TEXT', 'Only cases whose name or file holds this text.'],
          ['--only-failed', 'Only what did not pass in the last run here, or before one that was cut short.'],
          ['--shard I/N', 'Part I of N; together the parts are the whole.'],
        ],
      },
      {
        title: 'Where and how',
        rows: [
          ['--connection NAME', 'Where to run. Can be repeated. stand-in starts the stand-in agent.'],
          ['--script FILE', 'What the stand-in agent says, in YAML.'],
          ['--allow-live', 'Run on a connection whose environment is live.'],
          ['--repeat N', 'Run each case so often, whatever its file says.'],
          ['--until-sure', 'Run each case until it is known to be good or bad: 2 to 30 times.'],
          ['--bail [N]', 'Begin no further case after N have failed; 1 when no number is given.'],
          ['--concurrency N', 'How many conversations are held at the same time; 2 when not given.'],
          ['--shuffle [SEED]', 'In random order; the seed is printed, and gives the same order again.'],
          ['--timeout SECONDS', 'How long one call may take; 60 when not given.'],
          ['--env NAME', 'Let tests use this environment variable beside TEST_…. Can be repeated.'],
          ['--watch', 'Run again what a change of a test file touches, until Ctrl+C.'],
          ['--check', 'Read the files and run nothing.'],
          ['--list', 'Show what would run, and run nothing.'],
        ],
      },
      {
        title: 'Reports',
        rows: [
          ['--reporter NAME[=FILE]', 'text, json, junit, github or html. Can be repeated.'],
          ['--json', 'The JSON report alone on standard output.'],
        ],
      },
      {
        title: 'Environment',
        rows: [
          ['POLYAI_…', 'The connection when none is named, as for “polyai-chat create”.'],
          [
            'POLYAI_<NAME>_…',
            'The connection NAME: _REGION, _ACCOUNT_ID, _PROJECT_ID, _API_KEY, _TOKEN, _ENVIRONMENT.',
          ],
          ['TEST_…', 'What test files may use as ${env:TEST_…}.'],
        ],
      },
      {
        title: 'Exit codes',
        rows: [
          ['0', 'Every case passed; quarantined ones are counted apart.'],
          ['1', 'A case failed, or is not sure yet.'],
          ['2', 'Wrong usage or an invalid file; nothing was run.'],
          ['3', 'The agent could not be reached in a case, and none failed.'],
          ['130', 'Interrupted; every conversation was closed.'],
        ],
      },
    ],
    ['Without a file, every test below this folder is run. A conversation is never sent twice.'],
  );
}

export function mergeReportsUsage(): string {
  return page(
    'Makes one report of the JSON reports of several runs, as of the shards of one.',
    'polyai-chat merge-reports FILE.json … [FLAGS]',
    [
      {
        title: 'Flags',
        rows: [
          ['--reporter NAME[=FILE]', 'text, json, junit, github or html. Can be repeated.'],
          ['--json', 'The JSON report alone on standard output.'],
        ],
      },
      {
        title: 'Exit codes',
        rows: [['0, 1, 2, 3', 'As “polyai-chat test” gives them for the whole.']],
      },
    ],
    [],
  );
}
