import * as l10n from '@vscode/l10n';
import { findCurlCommand, type CurlCommand } from './curlCommand.ts';
import { withScheme } from './pastedAddresses.ts';
import { parsePastedParameters } from './pastedParameters.ts';
import { understandText } from './pastedText.ts';
import { parsePastedUrl } from './pastedUrl.ts';
import {
  bodyProblem,
  fromUrl,
  otherApiProblem,
  readSecret,
  refused,
  sentences,
  type Understood,
} from './understood.ts';

/** The first cURL command in a text, with the variables that stand before it; undefined when there is none. */
export function understandCurl(text: string): Understood | undefined {
  const curl = findCurlCommand(withStraightQuotes(text));
  return curl === undefined ? undefined : fromCurl(curl, text);
}

/** Word processors and chats turn the quotes around. */
function withStraightQuotes(text: string): string {
  return /["']/.test(text)
    ? text
    : text.replaceAll(/[\u201C\u201D]/g, '"').replaceAll(/[\u2018\u2019]/g, "'");
}

function fromCurl(curl: CurlCommand, text: string): Understood {
  const before = understandText(text.slice(0, curl.index));
  const words = curl.urls.filter((word) => !/^\$\{?\w+\}?$/.test(word));
  const urls = words.map((word) => parsePastedUrl(withScheme(word)));
  const url = urls.find(({ kind }) => kind !== 'refused') ?? urls[0];
  if (url === undefined || (url.kind === 'refused' && words.some((word) => word.includes('$')))) {
    // The address is in variables that may stand in the same text.
    const whole = understandText(text);
    if (whole?.accountId !== undefined || whole?.region !== undefined) return whole;
    if (url === undefined)
      return refused(l10n.t('This cURL command has no address. Copy the whole command.'));
  }
  if (url.kind === 'refused') return fromUrl(url);
  if (url.isOtherApi || url.kind === 'studioUrl' || url.problem !== undefined) {
    return { ...fromUrl(url), problem: sentences(url.problem, otherApiProblem()) };
  }
  const isCreate = url.operation === undefined || url.operation === 'create';
  const parameters = isCreate && curl.body !== undefined ? parsePastedParameters(curl.body) : undefined;
  const key = readSecret(curl.headers.get('x-api-key') ?? '', 'X-API-KEY');
  const token = readSecret(curl.headers.get('x-token') ?? '', 'X-TOKEN');
  const isSameAgent = before?.region === undefined || before.region === url.region;
  return {
    ...fromUrl(url),
    accountId: url.accountId ?? (isSameAgent ? before?.accountId : undefined),
    projectId: url.projectId ?? (isSameAgent ? before?.projectId : undefined),
    kind: 'curl',
    apiKey: key.secret ?? before?.apiKey,
    token: token.secret ?? before?.token,
    parameters,
    problem: sentences(
      url.problem,
      key.problem,
      token.problem,
      key.secret === undefined && curl.headers.has('authorization')
        ? l10n.t('The header Authorization was left out: the Chat API takes X-API-KEY and X-TOKEN.')
        : undefined,
      isCreate && curl.body !== undefined && parameters === undefined ? bodyProblem() : undefined,
      isCreate && curl.hasBodyInFile
        ? l10n.t('The body is in a file, so its parameters were left out.')
        : undefined,
    ),
  };
}
