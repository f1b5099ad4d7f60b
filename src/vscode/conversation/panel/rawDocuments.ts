import * as vscode from 'vscode';
import type { Conversation } from '../../../core/conversation/conversation.ts';
import { documentSchemes } from '../../documents/plainFiles.ts';

/** A conversation as it is recorded, in a read-only JSON document. It holds no secret, because the record does not. */
export async function openRawDocument({ id, conversationId }: Conversation): Promise<void> {
  // The id is the server's and opaque: only what is safe in a name stays.
  const name = (conversationId ?? id).replaceAll(/[^\w.-]/g, '_').slice(0, 80);
  const uri = vscode.Uri.from({ scheme: documentSchemes.raw, path: `/${name}.json`, query: id });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
}
