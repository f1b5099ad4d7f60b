import path from 'node:path';
import { readTimeout } from '../callFlags.ts';
import type { testFlags } from '../commandFlags.ts';
import type { ParsedFlags } from '../flags.ts';
import { isReporterName, reporterNames, type ReporterName } from '../reports/reporterNames.ts';
import { UsageError } from '../usageError.ts';

export type TestFlags = ParsedFlags<keyof typeof testFlags>;

export interface WantedReport {
  readonly name: ReporterName;
  /** Standard output when there is none. */
  readonly file: string | undefined;
}

/** What the flags of `polyai-chat test` mean. Throws UsageError for what cannot be meant. */
export function readTestOptions(flags: TestFlags) {
  const shuffled = flags.text('shuffle');
  if (flags.has('repeat') && flags.has('until-sure')) {
    throw new UsageError('--repeat and --until-sure cannot be used together.', 'Keep one of them.');
  }
  if (flags.has('watch') && (flags.has('shard') || flags.has('check') || flags.has('list'))) {
    throw new UsageError('--watch cannot be used with --shard, --check or --list.', 'Keep one of them.');
  }
  if (flags.has('script') && !flags.texts('connection').includes('stand-in')) {
    throw new UsageError('--script is for the stand-in agent.', 'Add --connection stand-in.');
  }
  return {
    words: flags.words,
    connections: [...new Set(flags.texts('connection').map(readConnectionName))],
    script: flags.text('script'),
    filter: { tags: flags.texts('tag'), grep: flags.text('grep') },
    onlyFailed: flags.has('only-failed'),
    bail: flags.has('bail') ? (readCount('bail', flags.text('bail') || '1', 100_000) ?? 1) : undefined,
    repeat: readCount('repeat', flags.text('repeat'), 1000),
    untilSure: flags.has('until-sure'),
    concurrency: readCount('concurrency', flags.text('concurrency'), 256) ?? 2,
    seed: shuffled === undefined ? undefined : shuffled === '' ? 'any' : readSeed(shuffled),
    shard: readShard(flags.text('shard')),
    timeoutSeconds: readTimeout(flags),
    env: flags.texts('env').map((name) => {
      if (/^[A-Za-z_]\w*$/.test(name)) return name;
      throw new UsageError(
        '--env needs the name of an environment variable.',
        'Its value stays where it is.',
      );
    }),
    allowLive: flags.has('allow-live'),
    reports: readReports(flags),
    watch: flags.has('watch'),
    check: flags.has('check'),
    list: flags.has('list'),
  } as const;
}

export type TestOptions = ReturnType<typeof readTestOptions>;

export function readReports(flags: ParsedFlags<'reporter' | 'json'>): readonly WantedReport[] {
  const wanted = flags.texts('reporter').map((text) => {
    const [name = '', ...rest] = text.split('=');
    const file = rest.length === 0 ? undefined : rest.join('=');
    if (!isReporterName(name)) {
      throw new UsageError(`There is no such reporter. The names are: ${reporterNames.join(', ')}.`);
    }
    if (file === '') throw new UsageError(`--reporter ${name}= needs the name of a file.`);
    return { name, file };
  });
  const files = wanted.flatMap(({ file }) => file ?? []).map((file) => path.normalize(file));
  if (new Set(files).size < files.length)
    throw new UsageError('Two reporters cannot write to one file.', 'Give each a file of its own.');
  if (flags.has('json')) {
    const onOutput = wanted.some(({ file }) => file === undefined);
    if (onOutput)
      throw new UsageError('--json has standard output to itself.', 'Give the other reporters a file.');
    return [{ name: 'json', file: undefined }, ...wanted];
  }
  const onOutput = wanted.flatMap(({ name, file }) => (file === undefined ? [name] : []));
  // The annotations of GitHub are lines of a log, which the text is too.
  const isLog = onOutput.length === 2 && onOutput.includes('text') && onOutput.includes('github');
  if (onOutput.length > 1 && !isLog) {
    throw new UsageError(
      'Only one reporter can write to standard output.',
      'Give the others a file, as in junit=report.xml; text and github go together.',
    );
  }
  return wanted.length === 0 ? [{ name: 'text', file: undefined }] : wanted;
}

function readConnectionName(name: string): string {
  if (name.trim() !== '' && !name.includes('://')) return name.trim();
  throw new UsageError('--connection needs the name of a connection.', 'Its address is in the environment.');
}

function readCount(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} needs a whole number from 1 to ${most}.`);
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= 0xff_ff_ff_ff) return seed;
  throw new UsageError('--shuffle takes a whole number up to 4294967295.');
}

function readShard(text: string | undefined) {
  if (text === undefined) return undefined;
  const { index, count } = /^(?<index>\d+)\/(?<count>\d+)$/.exec(text)?.groups ?? {};
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= 10_000) return shard;
  throw new UsageError('--shard needs a part and their number, as in 2/5.');
}
