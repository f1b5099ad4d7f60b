import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Event } from '../../core/common/event.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { registerPlainDocuments } from '../documents/plainDocuments.ts';
import { toTranscriptTitle } from '../../core/wording/transcriptTitle.ts';

const scheme = 'polyai-conversation';

export interface TranscriptDocumentDeps {
  /** The text of a conversation; undefined when there is none. */
  readonly read: (id: string) => Promise<string | undefined>;
  /** Any conversation may have changed: the open documents are asked for again. */
  readonly onDidChange: Event<void>;
}

/** The read-only documents that show a conversation, and keep up with it while they are open. */
export function registerTranscriptDocuments({
  read,
  onDidChange,
}: TranscriptDocumentDeps): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    registerPlainDocuments(scheme, 'polyai-text', {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) =>
        (await read(uri.query)) ?? l10n.t('This conversation is no longer in the history.'),
    }),
    onDidChange(() => {
      for (const document of vscode.workspace.textDocuments) {
        if (document.uri.scheme === scheme) changed.fire(document.uri);
      }
    }),
  );
}

/** Opens the conversation's document, or shows it again when it is open. */
export async function openTranscript(conversation: Conversation): Promise<void> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => conversationOf(uri) === conversation.id);
  const uri =
    open?.uri ??
    vscode.Uri.from({
      scheme,
      path: `/${toTranscriptTitle(conversation, vscode.env.language)}`,
      query: conversation.id,
    });
  await vscode.window.showTextDocument(uri, { preview: true });
}

/** The id of the conversation whose transcript is in front, if one is. */
export function activeTranscript(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && conversationOf(document.uri);
}

function conversationOf(uri: vscode.Uri): string | undefined {
  return uri.scheme === scheme ? uri.query : undefined;
}
