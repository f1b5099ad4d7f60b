import path from 'node:path';
import { HumanError } from '../../core/common/humanError.ts';
import { replaceInPieces } from '../../core/files/replaceInPieces.ts';
import { exportConversations } from '../../core/history/export/exportConversations.ts';
import { exportFormats, type ExportFormatName } from '../../core/history/export/exportFormats.ts';
import { hasResultCode } from '../../core/history/historyProblem.ts';
import {
  type HistoryReader,
  openHistoryReader,
  toUnusableProblem,
} from '../../core/history/historyReader.ts';
import { toLatencyFigures } from '../../core/history/latencyFigures.ts';
import { parseSearchQuery } from '../../core/history/search/searchQuery.ts';
import { toVisibleText } from '../../core/text/visibleText.ts';
import { historyFlags } from '../commandFlags.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { type ParsedFlags, parseFlags } from '../flags.ts';
import { toPrintedJson, withoutLogCommands, withoutLogCommandsInMarkup } from '../logCommands.ts';
import { importFiles, maskOf } from './historyImport.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';
import { untilInterrupted } from '../untilInterrupted.ts';
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

/** `polyai-chat history`: looks into the history of an editor without changing it; only import adds to it. */
export async function history(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const flags = parseFlags('history', historyFlags, args, true);
  const [name = '', ...words] = flags.words;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined && name !== 'import') {
    throw new UsageError(
      `history needs one of ${Object.keys(actions).join(', ')}, import.`,
      'Run “polyai-chat history --help” to see what each does.',
    );
  }
  const file = flags.text('history');
  if (file === undefined) {
    throw new UsageError(
      'history needs --history FILE.',
      'Run “polyai-chat history --help” to see where the editor keeps it.',
    );
  }
  const place = path.resolve(surroundings.folder, file);
  try {
    if (action === undefined) {
      const options = { isSurvey: flags.has('dry-run'), json: flags.has('json') };
      return await importFiles(place, words, surroundings, options);
    }
    const reader = openHistoryReader(place);
    try {
      return await action(reader, { flags, words, surroundings });
    } finally {
      reader.dispose();
    }
  } catch (error) {
    const problem = hasResultCode(error) ? toUnusableProblem(place, error) : error;
    if (problem instanceof HumanError) throw new UsageError(problem.message, problem.remedy);
    throw problem;
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
  const pieces = exportConversations(reader, {
    format: exportFormats[name],
    withoutMessages: flags.has('without-messages'),
    mask: maskOf(surroundings),
  });
  const file = flags.text('output');
  if (file !== undefined) {
    const writing = replaceInPieces(path.resolve(folder, file), pieces, signal);
    return (await untilInterrupted(writing, signal)) ? exitCodes.ok : exitCodes.interrupted;
  }
  const printed = printable[name];
  for await (const piece of pieces) {
    // Ctrl+C is heard in between.
    if (signal.aborted) return exitCodes.interrupted;
    writeOut(printed(piece));
  }
  return exitCodes.ok;
}

/** On a terminal and in the log of a build server nothing of it is obeyed; a file holds it as it is. */
const printable: Readonly<Record<ExportFormatName, (text: string) => string>> = {
  jsonl: toPrintedJson,
  markdown: withoutLogCommands,
  csv: (text) => withoutLogCommands(text.split('\r\n').map(toVisibleText).join('\r\n')),
  html: withoutLogCommandsInMarkup,
};

function readFormat(text = 'jsonl'): ExportFormatName {
  const names = Object.keys(exportFormats) as ExportFormatName[];
  const name = names.find((one) => one === text);
  if (name !== undefined) return name;
  throw new UsageError(`--format needs one of ${names.join(', ')}.`);
}

function writeJson(value: unknown, writeOut: Surroundings['writeOut']): void {
  writeOut(`${toPrintedJson(JSON.stringify(value))}\n`);
}
