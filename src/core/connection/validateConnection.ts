import * as l10n from '@vscode/l10n';
import { controlCharacters, parseOrigin } from '../chatApi/parseOrigin.ts';
import { type Origin, apiOriginOf, isRegionId, type Region } from '../chatApi/region.ts';
import type { Connection } from './connection.ts';

/**
 * Each `validateX` gives a sentence that says what to change, or undefined when the value is fine.
 * Ids are opaque: no prefix is expected (facts: `ws-…`, `PROJECT-…` and slugs all occur).
 */
const longestId = 256;
const longestName = 100;

export function validateName(name: string): string | undefined {
  if (name.trim() === '') return l10n.t('Enter a name that you will recognise.');
  if (name.length > longestName) return l10n.t('Use at most {0} characters.', longestName);
  if (controlCharacters.test(name)) return l10n.t('Use a name on one line, without control characters.');
  return undefined;
}

export function validateAccountId(accountId: string): string | undefined {
  if (accountId.trim() === '') return l10n.t('Enter the account id: the first part of the Agent Studio URL.');
  return validateIdCharacters(accountId.trim());
}

export function validateProjectId(projectId: string): string | undefined {
  if (projectId.trim() === '')
    return l10n.t('Enter the project id: the second part of the Agent Studio URL.');
  return validateIdCharacters(projectId.trim());
}

function validateIdCharacters(id: string): string | undefined {
  if (id.length > longestId) return l10n.t('An id has at most {0} characters.', longestId);
  if (/[/\\]/.test(id)) return l10n.t('An id has no slash. Enter one part of the Agent Studio URL only.');
  if (controlCharacters.test(id)) return l10n.t('An id has no control characters.');
  // A lone surrogate cannot be written into a URL.
  if (/\p{Surrogate}/u.test(id)) return l10n.t('The id has a character that cannot be part of a URL.');
  // As path segments these two would change which URL is called.
  if (id === '.' || id === '..') return l10n.t('An id cannot be {0}.', id);
  return undefined;
}

export function validateOrigin(text: string): string | undefined {
  return parseOrigin(text).problem;
}

/**
 * The origin that a region's calls go to; undefined for the stand-in agent, whose port is known only while it
 * runs, and for a region that is no longer valid.
 */
export function originOfRegion(region: Region): Origin | undefined {
  if (isRegionId(region)) return apiOriginOf(region);
  return region === 'stand-in' ? undefined : parseOrigin(region).origin;
}

/** How a region is shown: its id, or the host of a custom origin. */
export function regionLabel(region: Region): string {
  if (isRegionId(region)) return region;
  if (region === 'stand-in') return l10n.t('local');
  return URL.canParse(region) ? new URL(region).host : region;
}

/** The first problem of a whole connection, or undefined. */
export function validateConnection(connection: Connection): string | undefined {
  const name = validateName(connection.name);
  if (name !== undefined || connection.region === 'stand-in') return name;
  return (
    (isRegionId(connection.region) ? undefined : validateOrigin(connection.region)) ??
    validateAccountId(connection.accountId) ??
    validateProjectId(connection.projectId)
  );
}
