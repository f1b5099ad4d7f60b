import type { Origin } from '../../core/chatApi/region.ts';
import { chatUrl } from '../../core/chatApi/wire.ts';
import { type Connection, isStandIn } from '../../core/connection/connection.ts';
import type { SecretVault } from '../../core/connection/secretVault.ts';
import { originOfRegion, regionLabel } from '../../core/connection/validateConnection.ts';
import type { NewChatConnection } from '../../protocol/newChat.ts';
import { hasCredentials } from '../../core/connection/hasCredentials.ts';

/** Its port is chosen when it starts. */
const standInOriginBeforeStart = 'http://127.0.0.1:PORT';

/** The connections as the form shows them. Of the secrets it learns only whether they are there. */
export async function listNewChatConnections(
  connections: readonly Connection[],
  vault: Pick<SecretVault, 'has'>,
  standInOrigin: Origin | undefined,
): Promise<readonly NewChatConnection[]> {
  return Promise.all(
    connections.map(async (connection) => {
      const standIn = isStandIn(connection);
      const origin = standIn
        ? (standInOrigin ?? standInOriginBeforeStart)
        : originOfRegion(connection.region);
      return {
        id: connection.id,
        name: connection.name,
        environment: connection.environment,
        regionLabel: regionLabel(connection.region),
        createUrl: origin === undefined ? '' : chatUrl({ ...connection, origin }, 'create'),
        hasCredentials: await hasCredentials(vault, connection),
      };
    }),
  );
}
