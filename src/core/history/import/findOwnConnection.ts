import { isStandIn } from '../../connection/connection.ts';
import type { ConnectionStore } from '../../connection/connectionStore.ts';
import type { FindOwnConnection } from './adopt.ts';

/** One that leads to the very same agent. The stand-in agent of a conversation is gone, whichever it was. */
export function createFindOwnConnection(connections: Pick<ConnectionStore, 'list'>): FindOwnConnection {
  const list = connections.list();
  return (snapshot) => {
    if (isStandIn(snapshot)) return list.find(isStandIn);
    const same = list.filter(
      ({ region, accountId, projectId, environment }) =>
        region === snapshot.region &&
        accountId === snapshot.accountId &&
        projectId === snapshot.projectId &&
        environment === snapshot.environment,
    );
    return same.find(({ id }) => id === snapshot.connectionId) ?? same[0];
  };
}
