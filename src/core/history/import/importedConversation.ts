import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { parseAttributesText } from '../../chatApi/attributesText.ts';
import type { Turn } from '../../conversation/conversation.ts';
import { type ExportedConversation, exportVersion } from '../export/exportedConversation.ts';
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

/**
 * What a record holds, whichever program has written it. `at` (ISO 8601) is for what says no time. Never throws: what
 * is nested too deep is no conversation either.
 */
export async function parseRecord(
  text: string,
  line: number,
  at: string,
  breathe: () => Promise<void>,
): Promise<ParsedRecord> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { conversations: [], problem: notJson(line) };
  }
  const conversations: ImportedConversation[] = [];
  const unreadable = l10n.t('Line {0} is no conversation that can be read.', line);
  let problem: string | undefined;
  // What stands beside one that cannot be read is read all the same.
  for (const one of toSingle(value)) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      conversations.push(await readValue(one, at, breathe));
    } catch (error) {
      problem ??=
        error instanceof NewerVersion
          ? l10n.t('Line {0} was written by a newer version of PolyAI Chat.', line)
          : unreadable;
    }
  }
  return { conversations, problem: problem ?? (conversations.length === 0 ? unreadable : undefined) };
}

/** Of a list, or of what `poly chat` prints. */
function toSingle(value: unknown): readonly unknown[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  return listed.flatMap((one) => conversationsOf(one) ?? [one]);
}

class NewerVersion extends Error {}

async function readValue(
  value: unknown,
  at: string,
  breathe: () => Promise<void>,
): Promise<ImportedConversation> {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  if (!('version' in value)) {
    const held = fromPoly(value, at);
    check(held);
    return held;
  }
  if (typeof value.version === 'number' && value.version > exportVersion) throw new NewerVersion();
  return readExported(value as unknown as ExportedConversation & { version: unknown }, breathe);
}

const text = v.optional(v.string());
const labelsSchema = v.object({
  title: text,
  note: text,
  tags: v.optional(v.array(v.string())),
  pinnedAt: text,
});

/** Read as a row of the database is, and refused when anything of it would be lost by that. */
async function readExported(
  value: ExportedConversation & { version: unknown },
  breathe: () => Promise<void>,
): Promise<ExportedConversation> {
  const { version, conversation, labels, rerun, ...others } = value;
  if (version !== exportVersion || Object.keys(others).length > 0) throw new Error('not of this version');
  const { turns: given, ...givenHead } = conversation;
  const turns: Turn[] = [];
  for (const [index, turn] of given.entries()) {
    const read = fromTurnRow({ ...toTurnColumns(turn), id: turn.id, turn_index: index }, index);
    if (!isSame(read, turn)) throw new Error('something would be lost');
    turns.push(read);
    // oxlint-disable-next-line no-await-in-loop -- a long one holds the thread no longer than a short one
    if (index % 64 === 63) await breathe();
  }
  const head = fromConversationRow(toConversationColumns(givenHead));
  const rest = {
    labels: v.parse(labelsSchema, labels),
    rerun: fromRerunColumn(rerun === undefined ? null : JSON.stringify(rerun)),
  };
  if (!isSame({ head, ...rest }, { head: givenHead, labels, rerun }))
    throw new Error('something would be lost');
  const read = { conversation: { ...head, turns }, ...rest };
  check(read);
  return read;
}

const idPattern = /^[\da-z][\w.:-]{0,127}$/i;
const longestName = 2000;

/** What could be read and yet is none of what we write. */
function check({ conversation, labels }: ExportedConversation): void {
  const { id, replayOf, conversationId, connection, turns, createdAt, updatedAt, parameters } = conversation;
  const { title, note, tags = [], pinnedAt } = labels;
  const ids = replayOf === undefined ? [id] : [id, replayOf];
  const names = [conversationId, ...Object.values(connection), title, note, ...tags];
  const times = [createdAt, updatedAt, ...turns.map(({ startedAt }) => startedAt), pinnedAt];
  const isRight =
    ids.every(isId) &&
    names.every((name) => name === undefined || (typeof name === 'string' && name.length <= longestName)) &&
    times.every((time) => time === undefined || isTime(time)) &&
    [title, note, ...tags].every((label) => label === undefined || label.trim() === label) &&
    new Set(tags).size === tags.length &&
    new Set(turns.map((turn) => turn.id)).size === turns.length &&
    // Goes into the body of a call as it is.
    parseAttributesText(parameters.integrationAttributes ?? '').problems.length === 0 &&
    turns.every(
      ({ id: turnId, latencyMs = 0, userText = '', reply = '' }) =>
        turnId.length <= longestName && latencyMs >= 0 && isKept(userText) && isKept(reply),
    );
  if (!isRight) throw new Error('none of ours');
}

/** A database keeps neither half a character nor what stands behind the end of a text. */
function isKept(text: string): boolean {
  return !/\p{Surrogate}|\0/u.test(text);
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
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
}
