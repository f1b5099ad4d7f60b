import type { DatabaseSync } from 'node:sqlite';
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
