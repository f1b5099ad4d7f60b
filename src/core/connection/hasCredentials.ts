import { isStandIn, type Connection } from './connection.ts';
import type { SecretVault } from './secretVault.ts';
import { originOfRegion } from './validateConnection.ts';

/** Whether a chat can be created on the connection as it is; the stand-in agent needs no credentials. */
export async function hasCredentials(
  vault: Pick<SecretVault, 'has'>,
  connection: Connection,
): Promise<boolean> {
  if (isStandIn(connection)) return true;
  const origin = originOfRegion(connection.region);
  // A keychain that does not answer says nothing about what is in it.
  return origin !== undefined && vault.has(connection.id, origin).catch(() => true);
}
