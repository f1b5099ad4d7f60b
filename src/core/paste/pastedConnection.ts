import * as l10n from '@vscode/l10n';
import { withoutInvisible } from '../connection/credentials.ts';
import { regionLabel, validateAccountId, validateProjectId } from '../connection/validateConnection.ts';
import { understandCurl } from './pastedCurl.ts';
import { understandText } from './pastedText.ts';
import { isPolyAiAddress, parsePastedUrl } from './pastedUrl.ts';
import { fromUrl, refused, type PastedConnection, type Understood } from './understood.ts';

export type { PastedConnection } from './understood.ts';

/** Reads whatever a person has at hand. Never throws; takes time linear in the text. */
export function parsePastedConnection(text: string): PastedConnection {
  const clean = withoutInvisible(text).replaceAll('\r\n', '\n').trim();
  const understood = understand(clean);
  const summary = summaryOf(understood);
  return { ...understood, summary, shown: shownFor(text, clean, understood, summary) };
}

function shownFor(text: string, clean: string, understood: Understood, summary: string): string {
  if (isHarmless(clean, understood)) {
    // Where nothing else was understood of an address, its path may hold anything.
    if (understood.kind !== 'apiUrl' || understood.problem === undefined) return text;
    return `${/^(?:[a-z]+:\/\/)?[^/]*/i.exec(clean)?.[0] ?? ''}/…`;
  }
  return understood.kind === 'refused' ? '' : summary;
}

/** One address or id, without a place where a password or a token could be. */
function isHarmless(text: string, { kind }: Understood): boolean {
  if (text === '') return true;
  if (!['studioUrl', 'apiUrl', 'accountId', 'refused'].includes(kind)) return false;
  return text.length <= 300 && !/[\s@?#=]/.test(text) && !looksLikeSecret(text);
}

function understand(pasted: string): Understood {
  if (pasted === '') return { kind: 'empty', known: true };
  // The fence of a code block, with or without the name of its language.
  const text = pasted.replaceAll(/```[a-z]{0,20}/gi, '\n').trim();
  const curl = understandCurl(text);
  if (curl !== undefined) return curl;
  const address = unwrapped(text);
  if (!/\s/.test(address)) {
    if (/^[a-z][a-z0-9+.-]{0,30}:\/\//i.test(address)) return fromUrl(parsePastedUrl(address));
    if (isPolyAiAddress(address)) return fromUrl(parsePastedUrl(`https://${address}`));
  }
  return understandText(text) ?? understandIds(address);
}

/** An address or id as it stands in a chat or a document: in quotes or angle brackets. */
function unwrapped(text: string): string {
  return text
    .replace(/^["'`<\u201C\u2018]+/, '')
    .replace(/["'`>\u201D\u2019,]+$/, '')
    .trim();
}

function understandIds(text: string): Understood {
  if (/\s/.test(text)) {
    return refused(l10n.t('This is not an Agent Studio URL, a cURL command or an account id.'));
  }
  if (looksLikeSecret(text)) {
    return refused(
      l10n.t('This looks like a key. Begin with the account id or an address; keys are asked for later.'),
    );
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

/** Whether a secret can be read in the text, while it is being typed too. */
export function holdsSecret(text: string): boolean {
  const { apiKey, token } = parsePastedConnection(text);
  if (apiKey !== undefined || token !== undefined) return true;
  return text.split(/\s+/).some((word) => /:\/\/[^/]*@/.test(word) || looksLikeSecret(word));
}

/** A JSON web token, a prefix that issuers print, or more mixed characters than an id has. */
function looksLikeSecret(text: string): boolean {
  return (
    /^eyJ[\w-]{10,}\.[\w-]+\.?/.test(text) ||
    /^(?:sk|pk|pat|key|token)[-_]/i.test(text) ||
    (/^[\w+/=.-]{40,}$/.test(text) && /\d/.test(text) && /[A-Z]/.test(text) && /[a-z]/.test(text))
  );
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
