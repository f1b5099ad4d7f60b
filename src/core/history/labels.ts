import type { DatabaseSync } from 'node:sqlite';
import type { RerunResult } from '../conversation/rerunResult.ts';
import type { ConversationLabels } from './history.ts';
import { statement } from './statements.ts';

const columns = { title: 'title', note: 'note', tags: 'tags', pinnedAt: 'pinned_at' } as const;

/** Inside a transaction. Only what is named in `labels` changes; what is empty is taken away. */
export function writeLabels(
  database: DatabaseSync,
  ids: readonly string[],
  labels: ConversationLabels,
): void {
  for (const [name, value] of Object.entries(labels)) {
    const column = columns[name as keyof ConversationLabels];
    const set = statement(database, `UPDATE conversations SET ${column} = ? WHERE id = ?`);
    for (const id of ids) set.run(toColumn(value), id);
  }
  const hasLabel = Object.values(columns)
    .map((column) => `${column} IS NOT NULL`)
    .join(' OR ');
  for (const id of ids) {
    statement(
      database,
      `INSERT OR IGNORE INTO labelled SELECT id FROM conversations WHERE id = ? AND (${hasLabel})`,
    ).run(id);
    statement(
      database,
      `DELETE FROM labelled WHERE conversation = ?
         AND NOT EXISTS (SELECT 1 FROM conversations WHERE id = conversation AND (${hasLabel}))`,
    ).run(id);
  }
}

function toColumn(value: string | readonly string[] | undefined): string | null {
  if (typeof value === 'string') return value.trim() || null;
  const tags = [...new Set(value?.map((tag) => tag.trim()).filter(Boolean))];
  return tags.length > 0 ? JSON.stringify(tags) : null;
}

/** So many of the latest conversations are looked at for the names of their connections. */
const lookedAt = 300;
/** And so many of the latest that have tags. */
const taggedLookedAt = 2000;

export function readLabelsInUse(database: DatabaseSync) {
  const connections = statement(
    database,
    `SELECT DISTINCT name FROM (
       SELECT CASE WHEN json_valid(rest) THEN json_extract(rest, '$.connection.connectionName') END AS name
       FROM conversations WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ${lookedAt})
     WHERE name IS NOT NULL`,
  ).all();
  const tags = statement(
    database,
    `SELECT DISTINCT tag.value AS name FROM
       (SELECT tags FROM conversations WHERE deleted_at IS NULL AND tags IS NOT NULL ORDER BY created_at DESC LIMIT ${taggedLookedAt})
       CROSS JOIN json_each(tags) AS tag ORDER BY name LIMIT 200`,
  ).all();
  const names = (rows: typeof tags) => rows.map(({ name }) => String(name));
  return { connections: names(connections), tags: names(tags) };
}

export function writeRerun(database: DatabaseSync, id: string, result: RerunResult): void {
  statement(database, 'UPDATE conversations SET comparison = ? WHERE id = ?').run(JSON.stringify(result), id);
}
