import type { ChatTarget } from '../../core/chatApi/chatClient.ts';
import type { ChatFailureAction } from '../../core/chatApi/chatFailure.ts';
import type { Event } from '../../core/common/event.ts';
import type { Environment } from '../../core/connection/connection.ts';
import type { ConnectionSnapshot, Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import type { History } from '../../core/history/history.ts';
import type { ParsedLink } from './parseLink.ts';
import type { ExplainTurn } from './turnView.ts';
import type { TypedMessageDeps } from './typedMessage.ts';

/** Everything the panel is given. What it sends to the webview never holds a secret. */
export interface ConversationPanelDeps extends TypedMessageDeps {
  readonly service: Pick<
    ConversationService,
    'send' | 'close' | 'cancel' | 'isRunning' | 'get' | 'onDidChangeConversation'
  >;
  readonly history: Pick<History, 'onDidChange' | 'latestReplay' | 'latencyFigures'>;
  /** Of its connection as it is by now: it may have been called live since. */
  environmentOf(connection: ConnectionSnapshot): Environment;
  readonly onDidChangeConnections: Event<void>;
  /** Where a conversation leads and its secrets; rejects with HumanError when its connection is gone. */
  resolveTarget(connection: ConnectionSnapshot): Promise<ChatTarget>;
  /** Asks before the first call of this session on a live connection; false when the person declines. */
  confirmLive(connection: ConnectionSnapshot): Promise<boolean>;
  timeoutSeconds(): number;
  readonly explain: ExplainTurn;
  /** The one button beside an explanation, but for creating again and sending again: those are the panel's. */
  runFailureAction(action: ChatFailureAction, conversation: Conversation): unknown;
  createAgain(conversation: Conversation, options: { readonly replay: boolean }): unknown;
  /** Says again what was said before the turn. */
  fork(conversation: Conversation, turnIndex: number): unknown;
  startFresh(conversation: Conversation): unknown;
  /** Shows the whole address and asks before anything is opened. */
  openLink(link: ParsedLink): unknown;
  openUrl(url: string): unknown;
  openRaw(conversation: Conversation): unknown;
  /** In its own panel. The id is ours. */
  openConversation(id: string): unknown;
  openAsText(conversation: Conversation): unknown;
  saveAsChatTest(conversation: Conversation): unknown;
  copyText(text: string): PromiseLike<void>;
  /** Of the conversation in Agent Studio; undefined when that is not known. */
  studioUrl(conversation: Conversation): string | undefined;
}
