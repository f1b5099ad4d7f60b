import * as vscode from 'vscode';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { toTranscriptTitle } from '../../core/wording/transcriptTitle.ts';
import { documentSchemes } from '../documents/plainFiles.ts';

const scheme = documentSchemes.transcript;

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
