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

/** Real customers use what it reaches. The stand-in agent is never that, whatever its label. */
export function isLive(connection: Pick<Connection, 'environment' | 'region'>): boolean {
  return connection.environment === 'live' && !isStandIn(connection);
}

/** `acme-uk` and `acme-team-4` read as "Acme team 4": a first name for a connection, from its ids. */
export function suggestName(accountId: string, projectId: string): string {
  // An issued id says nothing to a person; the slug beside it does.
  const source = isIssuedId(projectId) && !isIssuedId(accountId) ? accountId : projectId;
  const words = source.replaceAll(/[-_.\s]+/g, ' ').trim();
  if (words === '' || isIssuedId(source)) return source;
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function isIssuedId(id: string): boolean {
  return /^(?:ws|account|project)-/i.test(id);
}
