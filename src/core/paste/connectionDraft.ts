import { createRedactor } from '../common/redaction.ts';
import { isRegionId, regionOfOrigin, type Region, type RegionId } from '../chatApi/region.ts';
import type { AdkProject } from './adkProject.ts';
import { suggestName, type Connection, type Environment } from '../connection/connection.ts';
import type { PastedConnection } from './pastedConnection.ts';
import { parseOrigin } from '../chatApi/parseOrigin.ts';
import { originOfRegion } from '../connection/validateConnection.ts';

/** What is known of a connection while its questions are being answered. Lives in memory only. */
export interface ConnectionDraft {
  /** The project of the open folder that was chosen instead of the first box. */
  readonly project?: AdkProject | undefined;
  /** The first box: what it shows, which is never a secret, and what was understood. */
  readonly pastedText: string;
  readonly pasted?: PastedConnection | undefined;
  readonly accountId: string;
  readonly projectId: string;
  readonly regionChoice?: RegionId | 'custom' | undefined;
  readonly customOrigin: string;
  readonly environment?: Environment | undefined;
  readonly name: string;
  readonly apiKey: string;
  readonly token: string;
}

export const emptyDraft: ConnectionDraft = {
  pastedText: '',
  accountId: '',
  projectId: '',
  customOrigin: '',
  name: '',
  apiKey: '',
  token: '',
};

/** A draft that begins as `connection`; the secrets have to be entered. */
export function toDraft(connection: Connection): ConnectionDraft {
  const { accountId, projectId, environment, name, region } = connection;
  const known = isRegionId(region);
  return {
    ...emptyDraft,
    accountId,
    projectId,
    environment,
    name,
    regionChoice: known ? region : 'custom',
    customOrigin: known ? '' : region,
  };
}

/** What the text or the project says, before what was typed into the later boxes. */
export function accountIdOf(draft: ConnectionDraft): string {
  return draft.project?.accountId ?? draft.pasted?.accountId ?? draft.accountId;
}

export function projectIdOf(draft: ConnectionDraft): string {
  return draft.project?.projectId ?? draft.pasted?.projectId ?? draft.projectId;
}

/** The region that the text or the project names, so that it need not be asked. */
export function givenRegionOf(draft: ConnectionDraft): Region | undefined {
  return draft.project === undefined ? draft.pasted?.region : draft.project.region;
}

/** Undefined while it is not settled. The origin of a documented region counts as that region. */
export function regionOf(draft: ConnectionDraft): Region | undefined {
  const given = givenRegionOf(draft);
  if (given !== undefined) return given;
  if (draft.regionChoice !== 'custom') return draft.regionChoice;
  const { origin } = parseOrigin(draft.customOrigin);
  return origin === undefined ? undefined : (regionOfOrigin(origin) ?? origin);
}

/** The origin that no PolyAI document names and that the user therefore has to approve; else undefined. */
export function originToApprove(draft: ConnectionDraft): string | undefined {
  const region = regionOf(draft);
  return region === undefined || isRegionId(region) ? undefined : originOfRegion(region);
}

export function apiKeyOf(draft: ConnectionDraft): string {
  return draft.pasted?.apiKey ?? draft.apiKey;
}

export function tokenOf(draft: ConnectionDraft): string {
  return draft.pasted?.token ?? draft.token;
}

export function suggestedName(draft: ConnectionDraft): string {
  return draft.project?.projectName ?? suggestName(accountIdOf(draft), projectIdOf(draft));
}

/** The connection of a draft whose questions are all answered. */
export function toConnection(draft: ConnectionDraft, id: string): Connection {
  return {
    id,
    name: draft.name.trim(),
    region: regionOf(draft) ?? '',
    accountId: accountIdOf(draft).trim(),
    projectId: projectIdOf(draft).trim(),
    environment: draft.environment ?? 'other',
  };
}

/** Its own secrets are masked: they are in no vault yet. */
export function withoutOwnSecrets(draft: ConnectionDraft, text: string): string {
  return createRedactor([apiKeyOf(draft), tokenOf(draft)])(text);
}
