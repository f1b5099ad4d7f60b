import { toOrigin } from '../chatApi/toOrigin.ts';
import type { LoadedTest, RunTarget } from './runPlan.ts';
import { type Connection, isStandIn, standInConnectionId } from '../connection/connection.ts';
import type { ConnectionStore } from '../connection/connectionStore.ts';
import type { ResolveTarget } from '../connection/resolveTarget.ts';
import { toSnapshot } from '../conversation/createChat.ts';
import { standInConnection } from '../connection/standInConnection.ts';

/** The name of the stand-in agent on the command line, which test files may use here too. */
const standInName = 'stand-in';

/** The connections of one run, by the names that its files use. */
export interface TestConnections {
  /** Finds what a file asks for, so that it can be planned. */
  prepare(test: LoadedTest): Promise<void>;
  target(name: string): RunTarget | undefined;
  connection(name: string): Connection | undefined;
  /** For cases that name none. */
  readonly fallback: string | undefined;
}

export function createTestConnections(
  store: Pick<ConnectionStore, 'list' | 'get' | 'active'>,
  resolveTarget: ResolveTarget,
  chosen: Connection | undefined,
): TestConnections {
  const preferred = chosen ?? store.active;
  const found = new Map<string, { readonly connection: Connection; readonly target: RunTarget }>();

  /** Of several of that name, the one that the run goes to anyway, else the first. */
  const find = (name: string): Connection | undefined => {
    if (preferred?.name === name) return preferred;
    const named = store.list().find((connection) => connection.name === name);
    if (named !== undefined || name !== standInName) return named;
    return store.get(standInConnectionId) ?? standInConnection();
  };
  const originOf = async (connection: Connection) =>
    isStandIn(connection) ? (await resolveTarget(connection)).origin : toOrigin(connection.region);

  return {
    async prepare({ cases }) {
      const names = new Set([preferred?.name, ...cases.map(({ connection }) => connection)]);
      for (const name of names) {
        const connection = name === undefined || found.has(name) ? undefined : find(name);
        if (name === undefined || connection === undefined) continue;
        // oxlint-disable-next-line no-await-in-loop -- at most one of them, the stand-in agent, takes a moment
        const snapshot = toSnapshot(connection, await originOf(connection));
        // The secrets are asked for when a conversation begins, and kept for as long as it lasts.
        const resolve = () => resolveTarget(connection);
        found.set(name, { connection, target: { name, connection: snapshot, resolve } });
      }
    },
    target: (name) => found.get(name)?.target,
    connection: (name) => found.get(name)?.connection,
    fallback: preferred?.name,
  };
}
