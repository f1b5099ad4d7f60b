import * as l10n from '@vscode/l10n';
import type { ChatTarget } from '../chatApi/chatClient.ts';
import { toOrigin } from '../chatApi/toOrigin.ts';
import { HumanError } from '../common/humanError.ts';
import { isLive, isStandIn, type Connection } from './connection.ts';
import type { ConnectionStore } from './connectionStore.ts';
import type { SecretVault } from './secretVault.ts';
import { MissingCredentialsError } from './missingCredentials.ts';

export interface TargetResolverDeps {
  readonly vault: Pick<SecretVault, 'read'>;
  readonly connections: Pick<ConnectionStore, 'get'>;
  /** The stand-in agent of this window, started if need be. */
  startStandIn(): Promise<ChatTarget>;
}

/**
 * Where a connection leads, with its secrets: asked for anew for every call, and not kept. Rejects with
 * MissingCredentialsError, and with HumanError when the secret storage does not answer, or when the connection has become
 * live since it was read: the person was not asked about that.
 */
export type ResolveTarget = (connection: Connection) => Promise<ChatTarget>;

export function createTargetResolver(deps: TargetResolverDeps): ResolveTarget {
  return async (connection) => {
    if (isStandIn(connection)) {
      const { origin, accountId, projectId, apiKey, token } = await deps.startStandIn();
      return { origin, accountId, projectId, apiKey, token };
    }
    const { id, name, accountId, projectId } = connection;
    const today = deps.connections.get(id);
    if (today && isLive(today) && !isLive(connection)) throw toNewlyLive(name);
    const origin = toOrigin(connection.region);
    const reading = await deps.vault.read(id, origin);
    if (reading.kind === 'found') return { origin, accountId, projectId, ...reading.credentials };
    throw new MissingCredentialsError(
      reading.kind === 'missing'
        ? l10n.t('{0} has no API key and connector token.', name)
        : l10n.t('The saved key of {0} was for {1}, so it is not sent to {2}.', name, reading.origin, origin),
      id,
    );
  };
}

/** What was begun goes no further by itself; begun anew, it asks. */
export function toNewlyLive(name: string): HumanError {
  return new HumanError(l10n.t('{0} has become LIVE meanwhile, so nothing more was sent.', name));
}
