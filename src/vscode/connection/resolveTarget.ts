import * as l10n from '@vscode/l10n';
import type { ChatTarget } from '../../core/chatApi/chatClient.ts';
import { toOrigin } from '../../core/chatApi/toOrigin.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { isStandIn, type Connection } from '../../core/connection/connection.ts';
import type { SecretVault } from '../../core/connection/secretVault.ts';
import { commandAction, type ErrorAction } from '../common/showError.ts';

/** The connection has no secrets for where it leads; entering them again is the remedy. */
export class MissingCredentialsError extends HumanError {
  readonly connectionId: string;

  constructor(message: string, connectionId: string) {
    super(message, { remedy: l10n.t('Enter the API key and the connector token.') });
    this.name = 'MissingCredentialsError';
    this.connectionId = connectionId;
  }
}

/** The button under the error: for the funnel. */
export function credentialsActions(error: unknown): readonly ErrorAction[] {
  return error instanceof MissingCredentialsError
    ? [commandAction(l10n.t('Enter Credentials…'), 'polyai.editConnection', error.connectionId)]
    : [];
}

export interface TargetResolverDeps {
  readonly vault: Pick<SecretVault, 'read'>;
  /** The stand-in agent of this window, started if need be. */
  startStandIn(): Promise<ChatTarget>;
}

/**
 * Where a connection leads, with its secrets: asked for anew for every call, held by nobody. Rejects with
 * MissingCredentialsError, or with HumanError when the secret storage does not answer.
 */
export type ResolveTarget = (connection: Connection) => Promise<ChatTarget>;

export function createTargetResolver(deps: TargetResolverDeps): ResolveTarget {
  return async (connection) => {
    if (isStandIn(connection)) {
      const { origin, accountId, projectId, apiKey, token } = await deps.startStandIn();
      return { origin, accountId, projectId, apiKey, token };
    }
    const { id, name, accountId, projectId } = connection;
    const origin = toOrigin(connection.region);
    const reading = await deps.vault.read(id, origin);
    if (reading.kind === 'found') return { origin, accountId, projectId, ...reading.credentials };
    throw new MissingCredentialsError(
      reading.kind === 'missing'
        ? l10n.t('{0} has no API key and connector token.', name)
        : l10n.t('The saved key of {0} was for {1}, so it is not sent to {2}.', name, reading.origin, origin),
      id,
    );
  };
}
