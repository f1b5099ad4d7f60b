import type { Turn } from '../../conversation/conversation.ts';
import { createBreather } from '../../common/breather.ts';
import { type ConversationFilter, toSqlCondition } from '../conversationFilter.ts';
import { readHead, readSummary, readTurns } from '../conversationTable.ts';
import type { HistoryCursor, HistoryParts } from '../history.ts';
import { statement } from '../statements.ts';
import { type ExportedPart, withoutTexts } from './exportedConversation.ts';
import type { ExportFormat } from './exportFormats.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Leaves out what was said, with the bodies of the calls. */
  readonly withoutMessages: boolean;
  /** Only these, in this order. */
  readonly ids?: readonly string[] | undefined;
  /** Only what it lets through. */
  readonly filter?: ConversationFilter | undefined;
  /** Masks what is known to be secret. */
  readonly mask?: (<T>(value: T) => T | Promise<T>) | undefined;
}

const idsAtOnce = 200;
/** `length` is in characters. */
const mostRead = { turns: 64, length: 100_000 };
/** As much is put in a part. */
const longestTurns = 300_000;

/**
 * Oldest first, in pieces of one conversation, or of a part of one that is long, so that an import gives the younger the
 * later place as well. A caller that has enough asks for no more.
 */
export async function* exportConversations(
  { read }: Pick<HistoryParts, 'read'>,
  { format, withoutMessages, ids, filter = {}, mask }: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const breathe = createBreather();
  yield format.head;
  for (const id of ids ?? allIds(read, filter)) {
    // oxlint-disable no-await-in-loop -- one after the other keeps memory small
    for await (const part of partsOf(read, id, breathe)) {
      const left = withoutMessages ? withoutTexts(part) : part;
      yield format.conversation(mask === undefined ? left : await mask(left));
      await breathe();
    }
    // oxlint-enable no-await-in-loop
  }
  yield format.tail;
}

/** Nothing when it was deleted meanwhile, by a window. */
async function* partsOf(
  read: HistoryParts['read'],
  id: string,
  breathe: () => Promise<void>,
): AsyncGenerator<ExportedPart, void, undefined> {
  const [head, summary] = read((database) => [readHead(database, id), readSummary(database, id)] as const);
  if (head === undefined || summary === undefined) return;
  const { title, note, tags, pinnedAt, rerun } = summary;
  const labels = { title, note, tags, pinnedAt };
  let place = 0;
  for (;;) {
    const turns: Turn[] = [];
    let [length, isLast] = [0, false];
    while (!isLast && length < longestTurns) {
      const some = read((database) => readTurns(database, id, place + turns.length, mostRead));
      turns.push(...some.turns);
      length += some.length;
      ({ isLast } = some);
      // oxlint-disable-next-line no-await-in-loop -- a long one holds the thread no longer than a short one
      await breathe();
    }
    yield { conversation: { ...head, turns }, labels, rerun, place, isLast };
    if (isLast) return;
    place += turns.length;
  }
}

function* allIds(read: HistoryParts['read'], filter: ConversationFilter): Generator<string, void, undefined> {
  const { sql, values } = toSqlCondition(filter);
  let after: HistoryCursor = { createdAt: '', id: '' };
  for (;;) {
    const { createdAt, id } = after;
    const rows = read((database) =>
      statement(
        database,
        `SELECT created_at, id FROM conversations WHERE deleted_at IS NULL AND (created_at, id) > (:createdAt, :id) ${sql}
         ORDER BY created_at, id LIMIT ${idsAtOnce}`,
      ).all({ ...values, createdAt, id }),
    );
    for (const row of rows) yield String(row['id']);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = { createdAt: String(last['created_at']), id: String(last['id']) };
  }
}
