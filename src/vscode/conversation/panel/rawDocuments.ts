import * as vscode from 'vscode';
import type { Conversation } from '../../../core/conversation/conversation.ts';
import { registerPlainDocuments } from '../../documents/plainDocuments.ts';

/** Not `polyai`: that is the scheme of the transcript, and one scheme has one provider. */
const scheme = 'polyai-raw';

/** A conversation as it is recorded, in a read-only JSON document. It holds no secret, because the record does not. */
export function registerRawDocuments(
  get: (id: string) => Conversation | undefined,
): vscode.Disposable & { open(conversation: Conversation): Promise<void> } {
  const registration = registerPlainDocuments(scheme, 'polyai-json', {
    provideTextDocumentContent: (uri) => {
      const conversation = get(uri.query);
      return conversation && `${JSON.stringify(conversation, undefined, 2)}\n`;
    },
  });
  return {
    open: async ({ id, conversationId }) => {
      // The id is the server's and opaque: only what is safe in a name stays.
      const name = (conversationId ?? id).replaceAll(/[^\w.-]/g, '_').slice(0, 80);
      const uri = vscode.Uri.from({ scheme, path: `/${name}.json`, query: id });
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: true });
    },
    dispose: () => registration.dispose(),
  };
}
