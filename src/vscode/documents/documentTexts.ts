import * as vscode from 'vscode';
import { compareConversations } from '../../core/conversation/compareConversations.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { conversationGone } from '../../core/conversation/conversationGone.ts';
import { toComparisonTexts } from '../../core/wording/comparisonText.ts';
import { toTranscript } from '../../core/wording/transcript.ts';
import { noteOf, readCompared, readIgnored } from './comparisons.ts';
import { documentSchemes } from './plainFiles.ts';

export interface DocumentTextDeps {
  /** As on the screen, with what is not recorded. */
  readonly find: (id: string) => Promise<Conversation | undefined>;
  /** Where it is kept what comparisons ignore. */
  readonly state: vscode.Memento;
}

/** The text of a document of ours. Its address is all that a window that opens again knows of it. */
export async function readDocument(uri: vscode.Uri, { find, state }: DocumentTextDeps): Promise<string> {
  const gone = conversationGone().message;
  const locale = vscode.env.language;
  if (uri.scheme === documentSchemes.comparison) {
    const compared = readCompared(uri);
    if (compared === undefined) return noteOf(uri) ?? gone;
    const [left, right] = await Promise.all([find(compared.left), find(compared.right)]);
    if (left === undefined || right === undefined) return gone;
    const options = { ignored: readIgnored(state), locale };
    return toComparisonTexts(left, right, compareConversations(left, right, options), options)[compared.side];
  }
  const conversation = await find(uri.query);
  if (conversation === undefined) return gone;
  return uri.scheme === documentSchemes.raw
    ? `${JSON.stringify(conversation, undefined, 2)}\n`
    : toTranscript(conversation, { locale });
}
