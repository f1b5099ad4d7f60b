import * as l10n from '@vscode/l10n';
import type { CreateChatParameters } from '../chatApi/chatClient.ts';
import { isRegionId, type Region } from '../chatApi/region.ts';
import { cleanSecret, isPlaceholder, validateSecret, withoutInvisible } from '../connection/credentials.ts';
import { parseCurlCommand } from './curlCommand.ts';
import { parsePastedParameters } from './pastedParameters.ts';
import { isPolyAiAddress, parsePastedUrl, type PastedUrl } from './pastedUrl.ts';
import {
  originOfRegion,
  parseOrigin,
  regionLabel,
  validateAccountId,
  validateProjectId,
} from '../connection/validateConnection.ts';

/** What was understood of the text in the first box of Add Connection. */
export interface PastedConnection {
  /** `header`: one or both secrets as headers or variables, and nothing that names an agent for sure. */
  readonly kind: 'studioUrl' | 'apiUrl' | 'curl' | 'header' | 'accountId' | 'empty' | 'refused';
  readonly region?: Region | undefined;
  /** Where the secrets will be sent, when the text says so. */
  readonly origin?: string | undefined;
  /** False for an origin that no PolyAI document names: the user has to approve it. */
  readonly known: boolean;
  readonly accountId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly token?: string | undefined;
  readonly parameters?: CreateChatParameters | undefined;
  /** A sentence: for `refused` why nothing was taken, otherwise what was left out. */
  readonly problem?: string | undefined;
  /** What was understood, for reading: `uk-1 · acme-uk · acme-team-4`. Holds no secret. */
  readonly summary: string;
}

type Understood = Omit<PastedConnection, 'summary'>;

/** Reads whatever a person has at hand. Never throws; takes time linear in the text. */
export function parsePastedConnection(text: string): PastedConnection {
  const understood = understand(withoutInvisible(text).trim());
  return { ...understood, summary: summaryOf(understood) };
}

function understand(text: string): Understood {
  if (text === '') return { kind: 'empty', known: true };
  const curl = understandCurl(text);
  if (curl !== undefined) return curl;
  const lines = understandLines(text);
  if (lines !== undefined) return lines;
  const address = unwrapped(text);
  if (/^[a-z][a-z0-9+.-]{0,30}:\/\//i.test(address)) return fromUrl(parsePastedUrl(address));
  if (isPolyAiAddress(address)) return fromUrl(parsePastedUrl(`https://${address}`));
  return understandIds(address);
}

/** An address or id as it stands in a chat or a document: in quotes or angle brackets. */
function unwrapped(text: string): string {
  return text
    .replace(/^["'`<\u201C\u2018]+/, '')
    .replace(/["'`>\u201D\u2019,]$/, '')
    .trim();
}

function understandCurl(text: string): Understood | undefined {
  // Word processors and chats turn the quotes around.
  const straight = /["']/.test(text)
    ? text
    : text.replace(/[\u201C\u201D]/g, '"').replace(/[\u2018\u2019]/g, "'");
  const curl = parseCurlCommand(straight);
  if (curl === undefined) return undefined;
  const urls = curl.urls.map((word) => parsePastedUrl(withScheme(word)));
  const url = urls.find(({ kind }) => kind !== 'refused') ?? urls[0];
  if (url === undefined) return refused(l10n.t('This cURL command has no address. Copy the whole command.'));
  if (url.kind === 'refused') return fromUrl(url);
  if (url.kind === 'studioUrl' || url.origin === undefined) {
    return { ...fromUrl(url), problem: l10n.t('This calls another API. Its key may not open the Chat API.') };
  }
  const isCreate = url.operation === undefined || url.operation === 'create';
  const parameters = isCreate && curl.body !== undefined ? parsePastedParameters(curl.body) : undefined;
  return {
    ...fromUrl(url),
    kind: 'curl',
    apiKey: readSecret(curl.headers.get('x-api-key')),
    token: readSecret(curl.headers.get('x-token')),
    parameters,
    problem:
      isCreate && curl.body !== undefined && parameters === undefined
        ? l10n.t('The body is not a JSON object, so its parameters were left out.')
        : undefined,
  };
}

function withScheme(word: string): string {
  if (word.includes('://')) return word;
  // cURL itself would use http, which is right only on this machine.
  return isPolyAiAddress(word) ? `https://${word}` : `http://${word}`;
}

/** Headers and variables, one or several: `X-API-KEY: …`, `POLYAI_TOKEN=…`, a whole `.env` file. */
function understandLines(text: string): Understood | undefined {
  const values = new Map<string, string>();
  const line =
    /(?:^|[\s;,{])(?:\$env:)?["'`]?(x-api-key|x-token|POLYAI_[A-Z_]{1,20})["']?[ \t]{0,8}[:=][ \t]{0,8}(\S+)/gi;
  for (const [, name = '', value = ''] of text.matchAll(line)) {
    values.set(name.toUpperCase(), value.replace(/[},]{1,2}$/, ''));
  }
  if (values.size === 0) return undefined;
  const first = (...names: string[]) =>
    names.map((name) => values.get(name)).find((value) => value !== undefined);
  const region = cleanSecret(first('POLYAI_REGION') ?? '');
  const origin = isRegionId(region) ? originOfRegion(region) : parseOrigin(region).origin;
  return {
    kind: 'header',
    region: isRegionId(region) ? region : origin,
    origin,
    known: origin === undefined || isRegionId(region),
    accountId: readId(first('POLYAI_ACCOUNT_ID'), validateAccountId),
    projectId: readId(first('POLYAI_PROJECT_ID'), validateProjectId),
    apiKey: readSecret(first('X-API-KEY', 'POLYAI_API_KEY')),
    token: readSecret(first('X-TOKEN', 'POLYAI_TOKEN')),
  };
}

function readId(text: string | undefined, validate: (id: string) => string | undefined): string | undefined {
  const id = cleanSecret(text ?? '');
  return validate(id) === undefined && !isPlaceholder(id) ? id : undefined;
}

function readSecret(text: string | undefined): string | undefined {
  const secret = cleanSecret(text ?? '');
  return validateSecret(secret) === undefined ? secret : undefined;
}

function understandIds(text: string): Understood {
  if (/\s/.test(text)) {
    return refused(l10n.t('This is not an Agent Studio URL, a cURL command or an account id.'));
  }
  const [accountId = '', projectId, ...rest] = text.split('/', 4);
  const onlyTwo = rest.length === 0 || (rest.length === 1 && rest[0] === '');
  if (!onlyTwo) return refused(l10n.t('Enter the account id alone, or account/project.'));
  const problem =
    validateAccountId(accountId) ??
    (projectId === undefined || projectId === '' ? undefined : validateProjectId(projectId));
  if (problem !== undefined) return refused(problem);
  return { kind: 'accountId', known: true, accountId, projectId: projectId === '' ? undefined : projectId };
}

function fromUrl(url: PastedUrl): Understood {
  const { operation: _, ...understood } = url;
  return understood;
}

function refused(problem: string): Understood {
  return { kind: 'refused', known: false, problem };
}

function summaryOf(understood: Understood): string {
  const { region, accountId, projectId, apiKey, token, parameters } = understood;
  return [
    region === undefined ? undefined : regionLabel(region),
    accountId,
    projectId,
    apiKey === undefined ? undefined : l10n.t('API key'),
    token === undefined ? undefined : l10n.t('connector token'),
    parameters === undefined || Object.keys(parameters).length === 0 ? undefined : l10n.t('parameters'),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
