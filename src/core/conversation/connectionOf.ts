import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';
import { isLive, isStandIn, type Connection } from '../connection/connection.ts';
import type { ConnectionStore } from '../connection/connectionStore.ts';
import type { ConnectionSnapshot } from './conversation.ts';

export interface ConnectionFinderDeps {
  readonly connections: Pick<ConnectionStore, 'get' | 'list'>;
  /** Of the stand-in agent of this window, while it runs. */
  readonly standInOrigin: () => string | undefined;
}

/**
 * The connection of a conversation as it was when the conversation was created: its calls go on to the very agent
 * that knows it, also when the connection leads elsewhere by now. The secrets come from the connection of today, or from
 * another that leads to the same agent when it is gone; the vault gives them out for the origin they were saved for
 * only. Throws HumanError when there is none, and for a stand-in agent that is not of this window: no other is started
 * in its place, because it would not know the conversation.
 */
export type FindConnectionOf = (snapshot: ConnectionSnapshot) => Connection;

export function createConnectionFinder({
  connections,
  standInOrigin,
}: ConnectionFinderDeps): FindConnectionOf {
  return (snapshot) => {
    const { connectionId, connectionName, region, accountId, projectId } = snapshot;
    if (isStandIn(snapshot) && snapshot.origin !== standInOrigin()) {
      throw new HumanError(
        l10n.t('This conversation is with a stand-in agent that this window does not run.'),
        {
          remedy: l10n.t('Create it again to talk to the one of this window.'),
        },
      );
    }
    const today = connections.get(connectionId) ?? findSameAgent(connections.list(), snapshot);
    if (today === undefined && !isStandIn(snapshot)) {
      throw new HumanError(l10n.t('The connection {0} is no longer there.', connectionName), {
        remedy: l10n.t(
          'Add a connection to the same agent, or create the conversation again on another one.',
        ),
      });
    }
    return {
      id: today?.id ?? connectionId,
      name: today?.name ?? connectionName,
      region,
      accountId,
      projectId,
      // Called live once, in whichever window, is reason enough to ask.
      environment: isLive(snapshot) || (today && isLive(today)) ? 'live' : snapshot.environment,
    };
  };
}

/** The same for what is only shown: `otherwise` where it goes on nowhere, which its next call says. */
export function findConnectionOr<T>(
  connectionOf: FindConnectionOf,
  snapshot: ConnectionSnapshot,
  otherwise: T,
): Connection | T {
  try {
    return connectionOf(snapshot);
  } catch {
    return otherwise;
  }
}

function findSameAgent(
  connections: readonly Connection[],
  { region, accountId, projectId, environment }: ConnectionSnapshot,
): Connection | undefined {
  const same = connections.filter(
    (other) => other.region === region && other.accountId === accountId && other.projectId === projectId,
  );
  return same.find((other) => other.environment === environment) ?? same[0];
}
