import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { askInDialog } from '../../asking/notifications.ts';
import type { ParsedLink } from '../../../panels/conversation/parseLink.ts';

/** Asks before an address from a reply is opened: an agent's text is untrusted, and a link can look like another. */
export async function openAgentLink({ href, host }: ParsedLink): Promise<void> {
  const open = l10n.t('Open');
  const message = l10n.t('Open this link from the agent? It leads to {0}.', host);
  const answer = await askInDialog({ message, detail: href }, open);
  if (answer === open) await vscode.env.openExternal(vscode.Uri.parse(href, true));
}
