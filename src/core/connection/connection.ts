import type { Region } from '../chatApi/region.ts';

export const environments = ['sandbox', 'pre-release', 'live', 'other'] as const;

/** The label of what the connector token opens. `live` is visibly different wherever a chat can be created. */
export type Environment = (typeof environments)[number];

/** Where an agent is reached. Its two secrets are elsewhere, in the vault. */
export interface Connection {
  /** Ours, a UUID, or `stand-in`. Stable across edits; secrets and conversations point at it. */
  readonly id: string;
  readonly name: string;
  readonly region: Region;
  readonly accountId: string;
  readonly projectId: string;
  readonly environment: Environment;
}

/** The id of the one connection that needs no secrets: the stand-in agent of this window. */
export const standInConnectionId = 'stand-in';

export function isStandIn(connection: Pick<Connection, 'region'>): boolean {
  return connection.region === 'stand-in';
}
