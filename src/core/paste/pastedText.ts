import * as l10n from '@vscode/l10n';
import { isRegionId, type Region, type RegionId } from '../chatApi/region.ts';
import { cleanValue } from '../connection/credentials.ts';
import { originOfRegion, validateAccountId, validateProjectId } from '../connection/validateConnection.ts';
import { parseNamedValues, type NamedField, type NamedValue } from './namedValues.ts';
import { findPastedAddresses } from './pastedAddresses.ts';
import { findPastedBody } from './pastedBody.ts';
import { parsePastedUrl, type PastedUrl } from './pastedUrl.ts';
import { bodyProblem, otherApiProblem, readSecret, sentences, type Understood } from './understood.ts';
import { withoutComments } from './withoutComments.ts';

/**
 * What a text says in any mixture of variables, headers, addresses and a body: a `.env` file, a letter, a request file,
 * code, a browser's copy. Undefined when it says nothing of an agent. Where it names two different values for one thing,
 * neither is taken.
 */
export function understandText(pasted: string): Understood | undefined {
  const text = withoutComments(pasted);
  const body = findPastedBody(text);
  const addresses = findPastedAddresses(body.rest);
  // A call says more than the page that it was copied from.
  const calls = addresses.filter(({ operation }) => operation !== undefined);
  const agents = calls.length > 0 ? calls : addresses.filter(({ accountId }) => accountId !== undefined);
  const values = parseNamedValues(body.rest);
  // Beside a whole address, `region: …` and the like are about something else.
  const named =
    agents.length === 0 ? values : values.filter(({ field, isExact }) => isExact || /key|token/i.test(field));

  // A request to a neighbouring API carries that one's key; a variable with an address is only beside it.
  const isOtherApi =
    agents.length === 0 &&
    !named.some(({ field }) => field === 'baseUrl') &&
    addresses.some((address) => address.isOtherApi);

  const conflicts: string[] = [];
  const chooseOne = <T>(name: string, all: readonly (T | undefined)[]): T | undefined => {
    const different = [...new Set(all.filter((one) => one !== undefined))];
    if (different.length > 1) conflicts.push(name);
    return different.length === 1 ? different[0] : undefined;
  };
  const valuesOf = (field: NamedField) =>
    named.filter((value) => value.field === field && value.value !== '');
  const secretOf = (field: 'apiKey' | 'token', header: string) => {
    const read = (isOtherApi ? [] : valuesOf(field)).map(({ name, value }) => readSecret(value, name));
    const secret = chooseOne(
      header,
      read.map(({ secret }) => secret),
    );
    return {
      secret,
      problem: secret === undefined ? read.find(({ problem }) => problem)?.problem : undefined,
    };
  };
  const idOf = (field: 'accountId' | 'projectId', label: string, validate: typeof validateAccountId) =>
    chooseOne(label, [
      ...agents.map((agent) => agent[field]),
      ...valuesOf(field).map(({ value }) => usableId(value, validate)),
    ]);

  const regions = [...valuesOf('region'), ...valuesOf('baseUrl')].map((value) => regionOfValue(value));
  const beside =
    agents.length > 0 ? agents : addresses.filter(({ known, region }) => known && region !== undefined);
  const region = chooseOne<Region>(l10n.t('region'), [
    ...beside.map((address) => address.region),
    ...regions.map((value) => value.region),
  ]);
  const accountId = idOf('accountId', l10n.t('account id'), validateAccountId);
  const projectId = idOf('projectId', l10n.t('project id'), validateProjectId);
  const apiKey = secretOf('apiKey', 'X-API-KEY');
  const token = secretOf('token', 'X-TOKEN');
  const operation = agents.find((agent) => agent.operation !== undefined)?.operation;
  const parameters = operation === undefined || operation === 'create' ? body.parameters : undefined;

  const found = { region, accountId, projectId, apiKey: apiKey.secret, token: token.secret, parameters };
  const problem = sentences(
    ...beside.map((address) => address.problem),
    named.length === 0 && agents.length === 0 ? addresses[0]?.problem : undefined,
    isOtherApi ? otherApiProblem() : undefined,
    ...regions.map((value) => value.problem),
    apiKey.problem,
    token.problem,
    body.isLeftOut ? bodyProblem() : undefined,
    notUnderstood(named),
    conflicts.length === 0
      ? undefined
      : l10n.t('There is more than one value for {0}, so none was taken.', conflicts.join(', ')),
  );
  const isEmpty = Object.values(found).every((value) => value === undefined);
  if (isEmpty && problem === undefined && named.length === 0) return undefined;
  const origin = region === undefined ? undefined : originOfRegion(region);
  return {
    kind: beside.length > 0 || parameters !== undefined ? 'request' : 'header',
    ...found,
    origin,
    known: region === undefined || isRegionId(region),
    problem,
  };
}

/** Names of PolyAI's that say nothing about a connection; what they hold is never repeated. */
function notUnderstood(named: readonly NamedValue[]): string | undefined {
  const names = [...new Set(named.filter(({ field }) => field === 'other').map(({ name }) => name))];
  if (names.length === 0) return undefined;
  return l10n.t('Not understood, and left out: {0}.', names.slice(0, 5).join(', '));
}

function usableId(text: string, validate: (id: string) => string | undefined): string | undefined {
  const id = cleanValue(text);
  return validate(id) === undefined ? id : undefined;
}

/** How people and PolyAI's own documents write a region. */
const regionNames: Readonly<Record<string, RegionId>> = {
  us: 'us-1',
  us1: 'us-1',
  uk: 'uk-1',
  uk1: 'uk-1',
  eu: 'euw-1',
  euw: 'euw-1',
  euw1: 'euw-1',
  studio: 'studio',
};

interface ReadRegion {
  readonly region?: Region | undefined;
  readonly problem?: string | undefined;
}

function regionOfValue({ value, name }: NamedValue): ReadRegion {
  const text = cleanValue(value);
  const known = regionNames[text.toLowerCase().replaceAll(/[-_ ]/g, '')];
  if (known !== undefined) return { region: known };
  if (!text.includes('.') && !text.includes('://')) {
    return {
      problem: l10n.t('The region of {0} is not one that PolyAI documents, so it is asked for.', name),
    };
  }
  const url: PastedUrl = parsePastedUrl(text.includes('://') ? text : `https://${text}`);
  if (url.kind === 'refused') return { problem: url.problem };
  return {
    region: url.region,
    problem: sentences(url.problem, url.isOtherApi ? otherApiProblem() : undefined),
  };
}
