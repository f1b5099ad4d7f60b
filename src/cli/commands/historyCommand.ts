import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../../core/common/humanError.ts';
import { exportConversations } from '../../core/history/export/exportConversations.ts';
import { exportFormats, type ExportFormatName } from '../../core/history/export/exportFormats.ts';
import { type HistoryReader, openHistoryReader } from '../../core/history/historyReader.ts';
import { toLatencyFigures } from '../../core/history/latencyFigures.ts';
import { parseSearchQuery } from '../../core/history/search/searchQuery.ts';
import { historyFlags } from '../commandFlags.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { type ParsedFlags, parseFlags } from '../flags.ts';
import { withoutLogCommands, withoutLogCommandsInJson, withoutLogCommandsInMarkup } from '../logCommands.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';
import { UsageError } from '../usageError.ts';

type Flags = ParsedFlags<keyof typeof historyFlags>;
type Action = (reader: HistoryReader, run: ActionRun) => Promise<ExitCode>;

interface ActionRun {
  readonly flags: Flags;
  /** Behind the name of the action. */
  readonly words: readonly string[];
  readonly surroundings: Surroundings;
}

const actions: Readonly<Record<string, Action>> = { stats, search, export: exportAll };

/** `polyai-chat history`: looks into the history of an editor, and never changes it. */
export async function history(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const flags = parseFlags('history', historyFlags, args, true);
  const [name = '', ...words] = flags.words;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) {
    throw new UsageError(
      `history needs one of ${Object.keys(actions).join(', ')}.`,
      'Run “polyai-chat history --help” to see what each does.',
    );
  }
  const file = flags.text('history');
  if (file === undefined) {
    throw new UsageError(
      'history needs --history FILE.',
      'It is “history.db” in the folder of the extension’s global storage.',
    );
  }
  try {
    const reader = openHistoryReader(path.resolve(surroundings.folder, file));
    try {
      return await action(reader, { flags, words, surroundings });
    } finally {
      reader.dispose();
    }
  } catch (error) {
    if (error instanceof HumanError) throw new UsageError(error.message, error.remedy);
    throw error;
  }
}

async function stats(reader: HistoryReader, { flags, surroundings }: ActionRun): Promise<ExitCode> {
  const { writeOut } = surroundings;
  const states = new Map<string, number>();
  let conversations = 0;
  for (const { state } of reader.summaries()) {
    conversations++;
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const connections = toLatencyFigures(reader.latencies());
  if (flags.has('json')) {
    writeJson({ conversations, states: Object.fromEntries(states), connections }, writeOut);
    return exitCodes.ok;
  }
  const counted = [...states].map(([state, count]) => `${count} ${state}`).join(', ');
  writeOut(`${conversations} conversations${counted === '' ? '' : `: ${counted}`}\n`);
  for (const { connection, answers, p50Ms, p95Ms, turns } of connections) {
    writeOut(`\n${toTerminalLine(connection)}  ${answers} answers, p50 ${p50Ms} ms, p95 ${p95Ms} ms\n`);
    for (const of of turns) {
      writeOut(`  turn ${of.turn}  ${of.answers} answers, p50 ${of.p50Ms} ms, p95 ${of.p95Ms} ms\n`);
    }
  }
  return exitCodes.ok;
}

/** At most so many are printed: who looks for more narrows the search. */
const mostHits = 200;

async function search(reader: HistoryReader, { flags, words, surroundings }: ActionRun): Promise<ExitCode> {
  const { writeOut, signal } = surroundings;
  if (words.length === 0) throw new UsageError('search needs what to look for.');
  const query = parseSearchQuery(words.join(' '), Date.now());
  const [problem] = query.problems;
  if (problem !== undefined) throw new UsageError(`${problem.key}: does not know “${problem.value}”.`);
  const { hits } = await reader.search(query).next(mostHits, signal);
  if (signal.aborted) return exitCodes.interrupted;
  for (const { conversation, turnIndex, from, line } of hits) {
    const { id, conversationId, createdAt, connection, title } = conversation;
    if (flags.has('json')) {
      const place = { turn: turnIndex, from, line: line?.text };
      const found = { id, conversation_id: conversationId ?? null, created_at: createdAt, title };
      writeJson({ ...found, connection: connection.connectionName, ...place }, writeOut);
    } else {
      const where = [createdAt, connection.connectionName, conversationId ?? id].map(toTerminalLine);
      const said = line === undefined ? (title ?? '') : `${from === 'user' ? 'You' : 'Agent'}: ${line.text}`;
      writeOut(`${where.join('  ')}\n    ${toTerminalLine(said)}\n`);
    }
  }
  return hits.length === 0 ? exitCodes.incomplete : exitCodes.ok;
}

async function exportAll(reader: HistoryReader, { flags, surroundings }: ActionRun): Promise<ExitCode> {
  const { folder, signal, writeOut } = surroundings;
  const name = readFormat(flags.text('format'));
  const options = { format: exportFormats[name], withoutMessages: flags.has('without-messages') };
  const pieces = exportConversations(reader, options);
  const file = flags.text('output');
  if (file !== undefined) return writeFile(path.resolve(folder, file), pieces, signal);
  const printed = printable[name];
  for (const piece of pieces) {
    if (signal.aborted) return exitCodes.interrupted;
    writeOut(printed(piece));
    // Ctrl+C is heard in between.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setImmediate(resolve));
  }
  return exitCodes.ok;
}

/** On a terminal and in the log of a build server nothing of it is obeyed; a file holds it as it is. */
const printable: Readonly<Record<ExportFormatName, (text: string) => string>> = {
  jsonl: withoutLogCommandsInJson,
  markdown: withoutLogCommands,
  csv: withoutLogCommands,
  html: withoutLogCommandsInMarkup,
};

/** What stood there before is replaced when the export is whole. */
async function writeFile(file: string, pieces: Iterable<string>, signal: AbortSignal): Promise<ExitCode> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    // Only for the person: it holds what was said.
    const written = await open(beside, 'w', 0o600);
    try {
      /* oxlint-disable no-await-in-loop -- one piece after the other keeps memory small */
      for (const piece of pieces) {
        if (signal.aborted) return exitCodes.interrupted;
        await written.write(piece);
      }
      /* oxlint-enable no-await-in-loop */
      await written.sync();
    } finally {
      await written.close();
    }
    await rename(beside, file);
    return exitCodes.ok;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof HumanError) throw error;
    throw new UsageError(`The file ${file} cannot be written (${code}).`);
  } finally {
    await rm(beside, { force: true });
  }
}

function readFormat(text = 'jsonl'): ExportFormatName {
  const names = Object.keys(exportFormats) as ExportFormatName[];
  const name = names.find((one) => one === text);
  if (name !== undefined) return name;
  throw new UsageError(`--format needs one of ${names.join(', ')}.`);
}

function writeJson(value: unknown, writeOut: Surroundings['writeOut']): void {
  writeOut(`${withoutLogCommandsInJson(JSON.stringify(value))}\n`);
}
