import * as l10n from '@vscode/l10n';
import { parseUrl, refuseUrl } from '../chatApi/parseOrigin.ts';
import { apiOriginOf, regionIds, regionOfOrigin, studioOriginOf, type Region } from '../chatApi/region.ts';
import { validateAccountId, validateProjectId } from '../connection/validateConnection.ts';

/** What a pasted URL names; or why it cannot be used. */
export interface PastedUrl {
  readonly kind: 'studioUrl' | 'apiUrl' | 'refused';
  readonly region?: Region | undefined;
  /** Where the calls will go. */
  readonly origin?: string | undefined;
  /** False for an origin that no PolyAI document names: the user has to approve it. */
  readonly known: boolean;
  readonly accountId?: string | undefined;
  readonly projectId?: string | undefined;
  /** `create`, `respond`, `close`, when the URL names one. */
  readonly operation?: string | undefined;
  /** A neighbouring API of PolyAI: its key may not open the Chat API. */
  readonly isOtherApi?: boolean | undefined;
  /** For `refused` why; otherwise what was not taken. */
  readonly problem?: string | undefined;
}

/** Hosts of the neighbouring APIs (Agents, Debug Chat): they tell the region, but their paths hold other ids. */
const buildHosts: Readonly<Record<string, Region>> = {
  'api.us.poly.ai': 'us-1',
  'api.uk.poly.ai': 'uk-1',
  'api.eu.poly.ai': 'euw-1',
};

/** Reads an Agent Studio URL, a Chat API URL, or a URL of the same form on an origin of the user's own. */
export function parsePastedUrl(text: string): PastedUrl {
  const url = parseUrl(text);
  if (url === undefined) return refused(l10n.t('This is not a whole web address. Copy it again.'));
  const knownHost = isKnownHost(url.hostname);
  // A documented host is always called over https, whatever was pasted.
  if (knownHost && url.protocol === 'http:') url.protocol = 'https:';
  const refusal = refuseUrl(url);
  if (refusal !== undefined) return refused(refusal);

  const buildRegion = Object.hasOwn(buildHosts, url.host) ? buildHosts[url.host] : undefined;
  if (buildRegion !== undefined) {
    const problem = url.pathname === '/' ? undefined : noIdsProblem(url);
    return { kind: 'apiUrl', region: buildRegion, known: true, isOtherApi: true, problem };
  }
  const region = regionOfOrigin(url.origin);
  if (region !== undefined && studioOriginOf(region) === url.origin) {
    return withIds({ kind: 'studioUrl', region, origin: apiOriginOf(region), known: true }, segmentsOf(url));
  }
  if (region === undefined && /^studio\.(?:[a-z0-9-]+\.)?poly\.ai$/.test(url.hostname)) {
    return refused(
      l10n.t('The Chat API of {0} is not documented. Enter its origin as a custom one instead.', url.host),
    );
  }
  const api: PastedUrl = {
    kind: 'apiUrl',
    region: region ?? url.origin,
    origin: url.origin,
    known: region !== undefined,
  };
  const [version = '', account, project, chat, operation] = segmentsOf(url);
  if (chat === 'chat' && (/^v\d{1,3}$/i.test(version) || isTemplate(version))) {
    return withIds({ ...api, operation }, [account ?? '', project ?? '']);
  }
  const isOriginOnly = version === '' || (/^v\d{1,3}$/i.test(version) && account === undefined);
  if (isOriginOnly && (region !== undefined || !isPolyAiAddress(url.host))) return api;
  const problem = noIdsProblem(url);
  return region === undefined ? { kind: 'apiUrl', known: true, problem } : { ...api, problem };
}

/** Other APIs have other things at the same places of their paths. */
function noIdsProblem(url: URL): string {
  return l10n.t(
    '{0} with this path is neither Agent Studio nor the Chat API, so no ids were taken from it.',
    url.host,
  );
}

/** Whether text without a scheme is a PolyAI address, as browsers show them. */
export function isPolyAiAddress(text: string): boolean {
  return /^[a-z0-9.-]{1,200}\.(?:poly\.ai|polyai\.app)\.?(?:[/:?#]|$)/i.test(text);
}

function isKnownHost(hostname: string): boolean {
  return (
    Object.hasOwn(buildHosts, hostname) ||
    regionIds.some((id) => [apiOriginOf(id), studioOriginOf(id)].includes(`https://${hostname}`))
  );
}

function segmentsOf(url: URL): string[] {
  return url.pathname
    .split('/', 8)
    .slice(1)
    .map((segment) => decodeSegment(segment));
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function withIds(url: PastedUrl, [account = '', project = '']: readonly string[]): PastedUrl {
  const accountId = isTemplate(account) ? undefined : account.trim();
  const projectId = isTemplate(project) ? undefined : project.trim();
  const problem =
    (accountId === undefined ? undefined : validateAccountId(accountId)) ??
    (projectId === undefined ? undefined : validateProjectId(projectId));
  return problem === undefined ? { ...url, accountId, projectId } : refused(problem);
}

/** `{account_id}`, `<project>`, `:id`, `$ACCOUNT`: a place to fill in, or nothing at all. */
function isTemplate(segment: string): boolean {
  return segment.trim() === '' || /^(?:\{.*\}|<.*>|:\w+|\$\{?\w+\}?)$/s.test(segment);
}

function refused(problem: string): PastedUrl {
  return { kind: 'refused', known: false, problem };
}
