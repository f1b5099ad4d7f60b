import * as l10n from '@vscode/l10n';
import { HumanError } from '../../core/common/humanError.ts';
import { isStandIn, type Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { ConnectionSnapshot } from '../../core/conversation/conversation.ts';

/**
 * The connection of a conversation as it was when the conversation was created: its calls go on to the very agent
 * that knows it, also when the connection leads elsewhere by now. The secrets come from the connection of today,
 * and the vault gives them out for the origin they were saved for only. Throws HumanError when it is gone.
 */
export type FindConversationPlace = (snapshot: ConnectionSnapshot) => Connection;

export function createConversationPlaces(connections: Pick<ConnectionStore, 'get'>): FindConversationPlace {
  return (snapshot) => {
    const { connectionId, connectionName, region, accountId, projectId } = snapshot;
    const today = connections.get(connectionId);
    if (today === undefined && !isStandIn(snapshot)) {
      throw new HumanError(l10n.t('The connection {0} is no longer there.', connectionName), {
        remedy: l10n.t('Add it again, then create a new chat.'),
      });
    }
    const isLive = snapshot.environment === 'live' || today?.environment === 'live';
    return {
      id: connectionId,
      name: today?.name ?? connectionName,
      region,
      accountId,
      projectId,
      // Called live once, by whoever, is reason enough to ask.
      environment: isLive ? 'live' : snapshot.environment,
    };
  };
}
