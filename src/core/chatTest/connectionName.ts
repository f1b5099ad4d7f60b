import * as l10n from '@vscode/l10n';

export const address = /:\/\/|^\s*(?:https?|wss?|file):|^\S+\.\S+\/|^(?:localhost|\d+\.\d+\.\d+\.\d+)\b/i;

/** A file names a connection that the user has; it never says where a secret is sent. */
export function isConnectionName(text: string): boolean {
  return text.trim() !== '' && !address.test(text);
}

/** Of a row, in which an empty cell names no connection. */
export function isAddress(column: string, cell: string): boolean {
  return column === 'connection' && cell !== '' && !isConnectionName(cell);
}

export function notConnectionName(): string {
  return l10n.t('A test names a connection; it cannot say an address.');
}

export function chooseName(): string {
  return l10n.t('Write the name of a connection, or leave it out and choose where to run.');
}
