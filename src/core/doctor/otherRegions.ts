import * as l10n from '@vscode/l10n';
import { apiOriginOf, isRegionId, regionIds, type RegionId } from '../chatApi/region.ts';
import { HumanError } from '../common/humanError.ts';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionStore } from '../connection/connectionStore.ts';
import type { Credentials, SecretVault, VaultReading } from '../connection/secretVault.ts';
import { originOfRegion } from '../connection/validateConnection.ts';
import type { ExaminationDeps } from './examineWithService.ts';

/** Only between origins that PolyAI documents is it a guess worth offering where an agent may live. */
export function otherRegions({ region }: Connection): readonly RegionId[] {
  return isRegionId(region) ? regionIds.filter((id) => id !== region) : [];
}

/** Whether an agent answers in that region with these credentials. What was created is closed again. */
export async function answersIn(
  region: RegionId,
  { id, name, accountId, projectId, environment }: Connection,
  credentials: Credentials,
  {
    service,
    timeoutSeconds,
    signal,
  }: Pick<ExaminationDeps, 'service' | 'timeoutSeconds'> & { readonly signal: AbortSignal },
): Promise<boolean> {
  const address = { origin: apiOriginOf(region), accountId, projectId };
  const call = { target: { ...address, ...credentials }, timeoutSeconds: timeoutSeconds() };
  const created = await service.create({
    ...call,
    signal,
    connection: { ...address, connectionId: id, connectionName: name, region, environment },
    parameters: {},
  });
  if (created.conversationId !== undefined) await service.close({ ...call, id: created.id });
  return created.turns[0]?.state === 'answered';
}

/**
 * The connection, with its secrets, leads to that region from now on. Rejects with HumanError when it has changed: what
 * answered there is this agent with these secrets, and nothing else.
 */
export async function moveToRegion(
  region: RegionId,
  connection: Connection,
  credentials: Credentials,
  {
    store,
    vault,
  }: {
    readonly store: Pick<ConnectionStore, 'get' | 'update'>;
    readonly vault: Pick<SecretVault, 'read' | 'write'>;
  },
): Promise<void> {
  const now = store.get(connection.id);
  const reading = await vault.read(connection.id, originOfRegion(connection.region));
  if (!isSameAgent(now, connection) || !isSame(reading, credentials)) {
    throw new HumanError(
      l10n.t('{0} was changed meanwhile, so its region stays as it is.', connection.name),
      { remedy: l10n.t('Test the connection again.') },
    );
  }
  await store.update({ id: connection.id, region });
  await vault.write(connection.id, apiOriginOf(region), credentials);
}

function isSameAgent(now: Connection | undefined, then: Connection): boolean {
  return (
    now?.region === then.region &&
    now.accountId === then.accountId &&
    now.projectId === then.projectId &&
    now.environment === then.environment
  );
}

function isSame(reading: VaultReading, { apiKey, token }: Credentials): boolean {
  return (
    reading.kind === 'found' && reading.credentials.apiKey === apiKey && reading.credentials.token === token
  );
}
