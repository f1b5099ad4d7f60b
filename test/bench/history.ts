// npm run bench:history [-- --json]: what a history of very many conversations costs to look at, to search and to go on
// with. CONVERSATIONS=10000 makes a smaller one. It is built by a seeded generator, through the history's own door.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { History } from '../../src/core/history/history.ts';
import { openSqliteHistory } from '../../src/core/history/sqliteHistory.ts';
import { parseSearchQuery } from '../../src/core/history/search/searchQuery.ts';
import { aGeneratedConversation, commonWord, rareWord, start, wordTyped } from './historyTexts.ts';
import { toFigure, type Figure } from './figures.ts';
import { measureFirstRow, whyNoFirstRow } from './firstRow.ts';

const conversations = Number(process.env['CONVERSATIONS'] ?? 100_000);
const turns = 10;
const fewConversations = 1000;
const limits = {
  'first page': 5,
  'next page': 5,
  'a common word': 5,
  'a rare word': 5,
  'as you type, the slowest letter': 50,
  'one append with its commit': 2,
} as const;
const most = { memoryMb: 20, stretchMs: 20, pageRatio: 1.5, firstRowRatio: 1.2 };
/** They hold all in memory: with more, they need more of it than a machine for writing has. */
const neighbourConversations = 10_000;
/** `FIRST_ROWS=3` looks less often. */
const firstRows = Number(process.env['FIRST_ROWS'] ?? 9);

const folder = mkdtempSync(path.join(tmpdir(), 'polyai-history-'));

try {
  const few = await build('small', fewConversations);
  const smallFigures = await measurePages(few, fewConversations);
  few.dispose();
  (await build('empty', 0)).dispose();
  const built = performance.now();
  const large = await build('large', conversations);
  const buildSeconds = (performance.now() - built) / 1000;
  const measured = await measureLarge(large, smallFigures, buildSeconds);
  large.dispose();
  (await build('hundred', 100)).dispose();
  print(measured, await measureInWorkbench(), measureNeighbours());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function open(name: string): History {
  return openSqliteHistory({
    directory: path.join(folder, name),
    now: Date.now,
    isProcessAlive: () => true,
    onProblem: (problem) => {
      throw problem;
    },
  });
}

/** As many conversations are written at once as a commit takes; then the history is opened as a window would. */
async function build(name: string, count: number): Promise<History> {
  const history = open(name);
  for (let first = 0; first < count; first += 200) {
    const changes = Array.from({ length: Math.min(200, count - first) }, (_, index) => {
      const { turns: said, ...head } = aGeneratedConversation(first + index, turns);
      return history.write({ head, turns: said });
    });
    // oxlint-disable-next-line no-await-in-loop -- not all of them in memory
    await Promise.all(changes);
  }
  const { turns: long, ...head } = aGeneratedConversation(count, 200);
  await history.write({ head, turns: long });
  history.dispose();
  return open(name);
}

async function measurePages(history: History, count: number): Promise<readonly Figure[]> {
  const middle = { createdAt: aGeneratedConversation(Math.floor(count / 2), 1).createdAt, id: '' };
  return [
    await measure('first page', 40, () => history.page({ limit: 200 })),
    await measure('next page', 40, () => history.page({ limit: 200, after: middle })),
  ];
}

/** Each time in a turn of the event loop of its own, as a person comes to it. */
async function measure(what: string, times: number, action: (time: number) => unknown): Promise<Figure> {
  await action(-1);
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await nextTurn();
    const started = performance.now();
    // oxlint-disable-next-line no-await-in-loop
    await action(time);
    taken.push(performance.now() - started);
  }
  return toFigure(what, taken);
}

interface Measured {
  readonly figures: readonly Figure[];
  readonly peers: readonly Figure[];
  readonly facts: Facts;
}

async function measureLarge(
  history: History,
  small: readonly Figure[],
  buildSeconds: number,
): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();

  const pages = await measurePages(history, conversations);
  const search = async (text: string) => history.search(parseSearchQuery(text, start)).next(50);
  const figures: Figure[] = [
    ...pages,
    await measure('a common word', 40, () => search(`"${commonWord}"`)),
    await measure('a rare word', 40, () => search(`"${rareWord}"`)),
  ];
  const letters: Figure[] = [];
  for (let length = 1; length <= wordTyped.length; length++) {
    const typed = wordTyped.slice(0, length);
    // oxlint-disable-next-line no-await-in-loop
    letters.push(await measure(`typed: ${typed}`, 10, () => search(typed)));
  }
  const slowest = letters.toSorted((a, b) => b.medianMs - a.medianMs)[0];
  if (slowest) figures.push({ ...slowest, what: 'as you type, the slowest letter' });
  const appended = await measure('one append with its commit', 100, async (time) => {
    const { turns: said, ...head } = aGeneratedConversation(conversations + 2 + time, 1);
    await history.write({ head, turns: said });
  });
  figures.push(appended);
  const long = aGeneratedConversation(conversations, 1).id;
  figures.push(await measure('a transcript of 200 turns', 20, async () => history.get(long)));
  await nextTurn();
  delay.disable();

  const file = path.join(folder, 'large', 'history.db');
  const bytes = statSync(file).size + statSync(`${file}-wal`).size;
  const facts = {
    conversations,
    turns: conversations * turns,
    buildSeconds,
    bytesPerTurn: bytes / (conversations * turns + 200),
    memoryMb: readMemoryMb('large') - readMemoryMb('empty'),
    longestStretchMs: delay.max / 1e6,
    pageRatio: ratio(pages[0], small[0]),
    nextPageRatio: ratio(pages[1], small[1]),
  };
  return { figures: [...figures, ...letters], peers: await measureLike(file), facts };
}

interface FirstRow {
  readonly figures: readonly Figure[];
  readonly ratio: number;
}

/** The large history in a workbench, in turns with one of a hundred; says why when there is none here. */
async function measureInWorkbench(): Promise<FirstRow | string> {
  const reason = whyNoFirstRow();
  if (reason !== undefined) return reason;
  const names = { 'first row in the workbench': 'large', 'with 100 conversations': 'hundred' };
  const figures = await measureFirstRow(
    Object.fromEntries(Object.entries(names).map(([what, name]) => [what, path.join(folder, name)])),
    firstRows,
  );
  return { figures, ratio: ratio(figures[0], figures[1]) };
}

function ratio(large: Figure | undefined, small: Figure | undefined): number {
  return (large?.medianMs ?? Number.NaN) / (small?.medianMs ?? Number.NaN);
}

/** What a window takes more than one with an empty history. */
function readMemoryMb(name: string): number {
  const program = path.join(import.meta.dirname, 'historyMemory.ts');
  const options = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
  return Number(execFileSync(process.execPath, [...options, program, path.join(folder, name)]));
}

/** The same texts, searched as a program without an index does it: the newest fifty messages and replies. */
async function measureLike(file: string): Promise<readonly Figure[]> {
  using database = new DatabaseSync(file, { readOnly: true });
  const search = database.prepare(
    `SELECT conversation FROM turns WHERE user_text LIKE ? OR reply LIKE ? ORDER BY rowid DESC LIMIT 50`,
  );
  const like = (word: string) => measure(`LIKE '%${word}%'`, 3, () => search.all(`%${word}%`, `%${word}%`));
  return [await like(commonWord), await like(rareWord)];
}

interface Neighbour {
  readonly name: string;
  readonly [figure: string]: string | number;
}

/** Packages that are installed beside this project, each in a process of its own, over a part of the same texts. */
function measureNeighbours(): readonly Neighbour[] {
  const installed = process.env['PEERS'];
  if (installed === undefined) return [];
  const program = path.join(import.meta.dirname, 'historyPeers.ts');
  const options = ['--max-old-space-size=12000', '--disable-warning=ExperimentalWarning'];
  return ['minisearch', 'flexsearch', 'lowdb']
    .filter((name) => existsSync(path.join(installed, 'node_modules', name)))
    .map((name) => {
      const count = String(Math.min(conversations, neighbourConversations));
      const told = execFileSync(process.execPath, [...options, program, installed, name, count], {
        encoding: 'utf8',
      });
      return JSON.parse(told) as Neighbour;
    });
}

type Facts = Readonly<Record<string, number>>;

function print(
  { figures: own, peers, facts: measured }: Measured,
  firstRow: FirstRow | string,
  neighbours: readonly Neighbour[],
): void {
  const isShown = typeof firstRow !== 'string';
  if (!isShown) console.log(`The first row in the workbench is not measured: ${firstRow}.`);
  const figures = isShown ? [...own, ...firstRow.figures] : own;
  const facts = isShown ? { ...measured, firstRowRatio: firstRow.ratio } : measured;
  const limitOf = (what: string) => limits[what as keyof typeof limits];
  console.table(
    Object.fromEntries(
      [...figures, ...peers].map(({ what, medianMs, fastestMs }) => [
        what,
        {
          median: `${medianMs.toFixed(2)} ms`,
          fastest: `${fastestMs.toFixed(2)} ms`,
          limit: limitOf(what) === undefined ? '' : `≤ ${limitOf(what)} ms`,
        },
      ]),
    ),
  );
  console.table(
    Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, Number(value.toFixed(2))])),
  );
  if (neighbours.length > 0) console.table(neighbours);
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ bench: 'history', figures, peers, neighbours, ...facts }));
  }
  const isWithin =
    figures.every(({ what, medianMs }) => medianMs <= (limitOf(what) ?? Number.POSITIVE_INFINITY)) &&
    Number(facts['memoryMb']) <= most.memoryMb &&
    Number(facts['longestStretchMs']) <= most.stretchMs &&
    Number(facts['pageRatio']) <= most.pageRatio &&
    (!isShown || firstRow.ratio <= most.firstRowRatio);
  if (!isWithin) process.exitCode = 1;
}
