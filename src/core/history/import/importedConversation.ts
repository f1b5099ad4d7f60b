import { toUSVString } from 'node:util';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { parseAttributesText } from '../../chatApi/attributesText.ts';
import type { Turn } from '../../conversation/conversation.ts';
import {
  type ExportedConversation,
  type ExportedLine,
  exportVersion,
} from '../export/exportedConversation.ts';
import {
  fromConversationRow,
  fromRerunColumn,
  fromTurnRow,
  toConversationColumns,
  toTurnColumns,
} from '../rows.ts';
import { conversationsOf, fromPoly } from './polyConversation.ts';
import { notJson } from './readRecords.ts';

/** A conversation that a file holds. */
export interface ImportedConversation extends ExportedConversation {
  /** Made of what PolyAI's own command line prints: it has no id of ours, and mostly no times. */
  readonly isPoly?: boolean | undefined;
}

export interface ParsedRecord {
  readonly conversations: readonly ImportedConversation[];
  readonly problem?: string | undefined;
}

/** What the records of a file hold, one after the other. */
export interface RecordParser {
  /** Whichever program has written it. Never throws: what is nested too deep is no conversation either. */
  parse(text: string, line: number): Promise<ParsedRecord>;
  /** What is wrong when the file ends here. */
  end(): string | undefined;
}

/** `at` (ISO 8601) is for what says no time. */
export function createRecordParser(at: string, breathe: () => Promise<void>): RecordParser {
  /** Goes on in the next record. */
  let begun: { readonly line: number; readonly id: string; readonly turns: Turn[] } | undefined;
  /** Of what cannot be read it is told once. */
  let unreadableId: unknown;

  function end(): string | undefined {
    const cut = begun && notJson(begun.line);
    begun = undefined;
    return cut;
  }

  async function readValue(value: unknown, line: number): Promise<ImportedConversation | undefined> {
    if (typeof value !== 'object' || value === null) refuse();
    if (!('version' in value)) {
      const held = fromPoly(value, at);
      checkHead(held);
      checkTurns(held.conversation.turns);
      return held;
    }
    const { version, place = 0, isLast = true, ...exported } = value as ExportedLine;
    if (typeof version === 'number' && version > exportVersion) throw new NewerVersion();
    if (version !== (place === 0 && isLast ? 1 : exportVersion)) refuse();
    const read = readHead(exported);
    const turns = await readTurns(exported.conversation.turns, place, breathe);
    const { id } = read.conversation;
    if (place === 0) begun = { line, id, turns: [] };
    if (begun?.id !== id || begun.turns.length !== place) refuse();
    for (const turn of turns) begun.turns.push(turn);
    if (!isLast) return undefined;
    const whole = begun.turns;
    begun = undefined;
    if (new Set(whole.map((turn) => turn.id)).size < whole.length) refuse();
    return { ...read, conversation: { ...read.conversation, turns: whole } };
  }

  async function parse(text: string, line: number): Promise<ParsedRecord> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      unreadableId = begun?.id;
      begun = undefined;
      return { conversations: [], problem: notJson(line) };
    }
    const { place, conversation } = (value ?? {}) as { place?: unknown; conversation?: { id?: unknown } };
    const id = conversation?.id;
    if (place && id === unreadableId) return { conversations: [] };
    let problem = place && id === begun?.id ? undefined : end();
    const conversations: ImportedConversation[] = [];
    const unreadable = l10n.t('Line {0} is no conversation that can be read.', line);
    // What stands beside one that cannot be read is read all the same.
    for (const one of toSingle(value)) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const read = await readValue(one, line);
        if (read) conversations.push(read);
      } catch (error) {
        begun = undefined;
        unreadableId = id;
        problem ??=
          error instanceof NewerVersion
            ? l10n.t('Line {0} was written by a newer version of PolyAI Chat.', line)
            : unreadable;
      }
    }
    return {
      conversations,
      problem: problem ?? (conversations.length > 0 || begun ? undefined : unreadable),
    };
  }

  return { parse, end };
}

/** Of a list, or of what `poly chat` prints. */
function toSingle(value: unknown): readonly unknown[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.flatMap((one) => conversationsOf(one) ?? [one]);
}

class NewerVersion extends Error {}

/** It is told as a line that is no conversation. */
function refuse(): never {
  throw new Error('no conversation of ours');
}

const text = v.optional(v.string());
const labelsSchema = v.object({
  title: text,
  note: text,
  tags: v.optional(v.array(v.string())),
  pinnedAt: text,
});

/** Read as a row of the database is, and refused when anything of it would be lost by that. */
function readHead({ conversation, labels, rerun, ...others }: ExportedConversation): ExportedConversation {
  if (Object.keys(others).length > 0) refuse();
  const { turns: _, ...given } = conversation;
  const read = {
    conversation: { ...fromConversationRow(toConversationColumns(given)), turns: [] },
    labels: v.parse(labelsSchema, labels),
    rerun: fromRerunColumn(rerun === undefined ? null : JSON.stringify(rerun)),
  };
  if (!isSame(read, { conversation: { ...given, turns: [] }, labels, rerun })) refuse();
  checkHead(read);
  return read;
}

/** `place` is that of the first of them. */
async function readTurns(
  given: readonly Turn[],
  place: number,
  breathe: () => Promise<void>,
): Promise<readonly Turn[]> {
  const turns: Turn[] = [];
  for (const turn of given) {
    const index = place + turns.length;
    const read = fromTurnRow({ ...toTurnColumns(turn), id: turn.id, turn_index: index }, index);
    if (!isSame(read, turn)) refuse();
    turns.push(read);
    // oxlint-disable-next-line no-await-in-loop -- a long one holds the thread no longer than a short one
    await breathe();
  }
  checkTurns(turns);
  return turns;
}

const idPattern = /^[\da-z][\w.:-]{0,127}$/i;
const longestName = 2000;

/** What could be read and yet is none of what we write. */
function checkHead({ conversation, labels }: ExportedConversation): void {
  const { id, replayOf, conversationId, connection, createdAt, updatedAt, parameters } = conversation;
  const { title, note, tags = [], pinnedAt } = labels;
  const ids = replayOf === undefined ? [id] : [id, replayOf];
  const names = [conversationId, ...Object.values(connection), title, note, ...tags];
  const isRight =
    ids.every(isId) &&
    names.every((name) => name === undefined || (typeof name === 'string' && name.length <= longestName)) &&
    [createdAt, updatedAt, pinnedAt].every((time) => time === undefined || isTime(time)) &&
    [title, note, ...tags].every((label) => label === undefined || label.trim() === label) &&
    new Set(tags).size === tags.length &&
    // Goes into the body of a call as it is.
    parseAttributesText(parameters.integrationAttributes ?? '').problems.length === 0;
  if (!isRight) refuse();
}

function checkTurns(turns: readonly Turn[]): void {
  const isRight = turns.every(
    ({ id, startedAt, latencyMs = 0, userText = '', reply = '' }) =>
      id.length <= longestName && isTime(startedAt) && latencyMs >= 0 && isKept(userText) && isKept(reply),
  );
  if (!isRight) refuse();
}

/** A database keeps neither half a character nor what stands behind the end of a text. */
function isKept(text: string): boolean {
  return toUSVString(text) === text && !text.includes('\0');
}

/** It becomes part of addresses and names of entries: none that means something there. */
function isId(id: string): boolean {
  return idPattern.test(id) && !(id in {});
}

/** As it is written everywhere, because the history sorts by its letters; of this or the last century. */
function isTime(time: string): boolean {
  return /^(?:19|20|21)\d\d-/.test(time) && new Date(time).toISOString() === time;
}

/** Undefined is what is not there. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return Object.is(one, other);
  }
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    [...names].every((name) => isSame(ownOf(one, name), ownOf(other, name)))
  );
}

function ownOf(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined;
}
