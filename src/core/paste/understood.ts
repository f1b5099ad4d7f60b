import * as l10n from '@vscode/l10n';
import type { CreateChatParameters } from '../chatApi/chatClient.ts';
import type { Region } from '../chatApi/region.ts';
import { cleanSecret, isPlaceholder, validateSecret } from '../connection/credentials.ts';
import type { PastedUrl } from './pastedUrl.ts';

/** What was understood of the text in the first box of Add Connection. */
export interface PastedConnection {
  /**
   * `request`: an address with secrets or parameters around it, in whatever form. `header`: secrets and variables, and
   * no address.
   */
  readonly kind: 'studioUrl' | 'apiUrl' | 'curl' | 'request' | 'header' | 'accountId' | 'empty' | 'refused';
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
  /** Sentences: for `refused` why nothing was taken, otherwise what was left out. */
  readonly problem?: string | undefined;
  /** What was understood, for reading: `uk-1 · acme-uk · acme-team-4`. Holds no secret. */
  readonly summary: string;
  /** What may stand in the box from now on: the text itself only where it can hold no secret. */
  readonly shown: string;
}

export type Understood = Omit<PastedConnection, 'summary' | 'shown'>;

export function bodyProblem(): string {
  return l10n.t('The body is not a JSON object, so its parameters were left out.');
}

export function otherApiProblem(): string {
  return l10n.t('This calls another API. Its key may not open the Chat API.');
}

export function sentences(...all: readonly (string | undefined)[]): string | undefined {
  const said = [...new Set(all.filter((sentence) => sentence !== undefined))];
  return said.length === 0 ? undefined : said.join(' ');
}

export function refused(problem: string): Understood {
  return { kind: 'refused', known: false, problem };
}

export function fromUrl(url: PastedUrl): Understood {
  const { operation: _, isOtherApi: _other, ...understood } = url;
  return understood;
}

/** The secret in a text, or why it is none; neither for nothing and for a placeholder. */
export function readSecret(
  text: string,
  name: string,
): { readonly secret?: string | undefined; readonly problem?: string | undefined } {
  const secret = cleanSecret(text);
  if (secret === '' || isPlaceholder(secret)) return {};
  if (validateSecret(secret) === undefined) return { secret };
  return { problem: l10n.t('{0} cannot be sent as it stands there, so it is asked for.', name) };
}
