import * as l10n from '@vscode/l10n';
import { type Connection, standInConnectionId } from './connection.ts';
import type { ConnectionStore } from './connectionStore.ts';
import { standInAccountId, standInProjectId } from '../chatApi/standInIdentity.ts';

/** The stand-in agent's connection as it is before it was ever saved. */
export function standInConnection(): Connection {
  return {
    id: standInConnectionId,
    name: l10n.t('Stand-in agent'),
    region: 'stand-in',
    accountId: standInAccountId,
    projectId: standInProjectId,
    environment: 'other',
  };
}

/** The stand-in agent's connection, added to the saved ones the first time it is wanted. */
export async function ensureStandInConnection(connections: ConnectionStore): Promise<Connection> {
  const known = connections.get(standInConnectionId);
  if (known !== undefined) return known;
  const connection = standInConnection();
  try {
    await connections.add(connection);
  } catch (error) {
    // Two gestures at once, or another window: then it is there, which is all that was wanted.
    const added = connections.get(standInConnectionId);
    if (added === undefined) throw error;
    return added;
  }
  return connection;
}
