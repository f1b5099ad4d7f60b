import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';

/** The connection has no secrets for where it leads; entering them again is the remedy. */
export class MissingCredentialsError extends HumanError {
  readonly connectionId: string;

  constructor(message: string, connectionId: string) {
    super(message, { remedy: l10n.t('Enter the API key and the connector token.') });
    this.name = 'MissingCredentialsError';
    this.connectionId = connectionId;
  }
}
