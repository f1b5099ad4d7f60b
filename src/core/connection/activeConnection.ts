import * as v from 'valibot';
import { isLive, type Connection } from './connection.ts';

/** Where this window or workspace remembers which connection was chosen in it. */
export interface ActiveChoice {
  read(): unknown;
  write(value: unknown): PromiseLike<void>;
}

const choiceSchema = v.object({ id: v.string(), isLive: v.boolean() });

/** Lasts as long as the process: for a process that remembers nothing by itself. */
export function createChoiceInMemory(): ActiveChoice {
  let value: unknown;
  return {
    read: () => value,
    write: async (next) => {
      value = next;
    },
  };
}

/** What is remembered of a choice: one that was made before the connection became live says nothing about live. */
export function toChoice(connection: Connection): v.InferOutput<typeof choiceSchema> {
  return { id: connection.id, isLive: isLive(connection) };
}

/**
 * The active connection: the one chosen here, else the one that was chosen last when this window began (`inheritedId`),
 * else the first. A live one only when it was chosen here, as a live one.
 */
export function findActive(
  connections: readonly Connection[],
  choice: unknown,
  inheritedId: unknown,
): Connection | undefined {
  const parsed = v.safeParse(choiceSchema, choice);
  const chosen = parsed.success ? connections.find(({ id }) => id === parsed.output.id) : undefined;
  if (chosen && parsed.success && (parsed.output.isLive || !isLive(chosen))) return chosen;
  return findDefault(connections, typeof inheritedId === 'string' ? inheritedId : undefined);
}

/** What a list of connections begins with: the preferred one, else the first, and a live one never. */
export function findDefault(
  connections: readonly Connection[],
  preferredId: string | undefined,
): Connection | undefined {
  const safe = connections.filter((connection) => !isLive(connection));
  return safe.find(({ id }) => id === preferredId) ?? safe[0];
}
