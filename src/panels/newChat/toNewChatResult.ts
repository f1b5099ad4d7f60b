import * as l10n from '@vscode/l10n';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { toStateText } from '../../core/wording/stateText.ts';
import type { ExplainTurnError } from '../../core/conversation/turnText.ts';
import type { NewChatResult } from '../../protocol/newChat.ts';

/** Far more than anyone reads in a form; a webview with megabytes of text in it would stand still. In characters. */
const longestShownReply = 100_000;

/** What the form shows of a conversation that was just created, or failed to be. */
export function toNewChatResult(conversation: Conversation, explain: ExplainTurnError): NewChatResult {
  const greeting = conversation.turns[0];
  // The first message may have been said as a turn: then that one is what was asked.
  const turn = conversation.turns.find(({ kind }) => kind === 'respond') ?? greeting;
  if (turn?.state === 'answered') {
    const reply = turn.reply ?? '';
    return {
      kind: 'answered',
      conversationId: conversation.conversationId ?? '',
      reply: reply.slice(0, longestShownReply),
      latencyMs: turn.latencyMs ?? 0,
      ...(turn.kind === 'respond' && {
        firstTurn: {
          greeting: (greeting?.reply ?? '').slice(0, longestShownReply),
          said: turn.userText ?? '',
        },
      }),
      note: toNote(conversation, reply.length > longestShownReply),
    };
  }
  const explained = turn?.error && explain(turn.error, turn.kind, conversation.connection);
  return {
    kind: 'failed',
    message:
      explained?.message ?? l10n.t('No answer came. Whether the agent received the request is unknown.'),
    remedy: explained?.remedy,
    correlationId: turn?.correlationId,
    latencyMs: turn?.latencyMs,
    canOpen: true,
  };
}

function toNote(conversation: Conversation, cut: boolean): string | undefined {
  if (cut)
    return l10n.t('This is only the beginning of a very long reply. Open the conversation to read it all.');
  if (conversation.state === 'open') return undefined;
  return l10n.t('With this reply the conversation is over: {0}.', toStateText(conversation));
}
