/**
 * Where the Chat API of each region lives. Source: the page's `servers`; `studio` from two tables of the
 * newer documentation ("self-serve"), which the OpenAPI document does not list.
 */
export const regionIds = ['us-1', 'uk-1', 'euw-1', 'studio'] as const;

export type RegionId = (typeof regionIds)[number];

/** Where calls go to; never empty, so that a region without an address cannot pass for one that has it. */
export type Origin = `${'http' | 'https'}://${string}`;

/** A documented region, the stand-in agent, or an origin (https; plain http on loopback only). */
export type Region = RegionId | 'stand-in' | (string & {});

const apiOrigins: Readonly<Record<RegionId, Origin>> = {
  'us-1': 'https://api.us-1.platform.polyai.app',
  'uk-1': 'https://api.uk-1.platform.polyai.app',
  'euw-1': 'https://api.euw-1.platform.polyai.app',
  studio: 'https://api.studio.poly.ai',
};

const studioOrigins: Readonly<Record<RegionId, Origin>> = {
  'us-1': 'https://studio.us.poly.ai',
  'uk-1': 'https://studio.uk.poly.ai',
  'euw-1': 'https://studio.eu.poly.ai',
  studio: 'https://studio.poly.ai',
};

export function isOrigin(text: string): text is Origin {
  return /^https?:\/\/./.test(text);
}

export function isRegionId(value: string): value is RegionId {
  return (regionIds as readonly string[]).includes(value);
}

/** The API origin of a documented region. */
export function apiOriginOf(region: RegionId): Origin {
  return apiOrigins[region];
}

/** The Agent Studio origin of a documented region. */
export function studioOriginOf(region: RegionId): Origin {
  return studioOrigins[region];
}

/** The region whose API or Agent Studio has this origin, if one does. */
export function regionOfOrigin(origin: string): RegionId | undefined {
  return regionIds.find((id) => apiOrigins[id] === origin || studioOrigins[id] === origin);
}

/**
 * The page of a conversation in Agent Studio, as PolyAI's own command line prints it; undefined for an origin
 * whose Agent Studio is not known, and for the stand-in agent.
 */
export function studioConversationUrl(
  region: Region,
  accountId: string,
  projectId: string,
  conversationId: string,
): string | undefined {
  const project = studioProjectUrl(region, accountId, projectId);
  return project && `${project}/conversations/${encodeURIComponent(conversationId)}`;
}

/** The page of a project in Agent Studio; undefined where that is not known. */
export function studioProjectUrl(region: Region, accountId: string, projectId: string): string | undefined {
  const known = isRegionId(region) ? region : regionOfOrigin(region);
  if (known === undefined) return undefined;
  return `${studioOriginOf(known)}/${encodeURIComponent(accountId)}/${encodeURIComponent(projectId)}`;
}
