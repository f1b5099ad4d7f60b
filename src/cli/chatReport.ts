import type { ChatReply } from '../core/chatApi/chatClient.ts';
import type { ChatError } from '../core/chatApi/chatError.ts';
import { regionLabel } from '../core/connection/validateConnection.ts';
import { type CloseResult, toCloseCommand, toCloseText, toStillOpenText } from './closeConversation.ts';
import type { ConversationEnd } from './conversationEnd.ts';
import { toErrorObject, toFailureLines } from './failureText.ts';
import type { NamedTarget } from './readTarget.ts';
import { toAgentText, toEndText, toFactsLine, toLatency, toUserText } from './replyText.ts';
import type { Surroundings } from './surroundings.ts';
import { toTerminalLine } from './terminalText.ts';

/** Everything that can happen in `polyai-chat chat`, in the order in which it does. */
export type ChatEvent =
  | { readonly kind: 'continued'; readonly conversationId: string }
  | { readonly kind: 'sending'; readonly message: string | undefined }
  | {
      readonly kind: 'answered';
      readonly call: 'create' | 'respond';
      /** What was said; undefined when create had no first message, empty for a delayed reply. */
      readonly input: string | undefined;
      readonly reply: ChatReply;
      readonly end: ConversationEnd | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly call: 'create' | 'respond';
      readonly input: string | undefined;
      readonly error: ChatError;
      /** When the failure says that the conversation is over. */
      readonly end: ConversationEnd | undefined;
    }
  /** Messages that were left when the conversation was over, or a call had failed. */
  | { readonly kind: 'notSent'; readonly count: number }
  | { readonly kind: 'closed'; readonly conversationId: string; readonly result: CloseResult }
  | { readonly kind: 'closeFailed'; readonly conversationId: string; readonly error: ChatError }
  | { readonly kind: 'leftOpen'; readonly conversationId: string };

export type ChatReport = (event: ChatEvent) => void;

export interface HumanChatReportOptions {
  readonly target: NamedTarget;
  /** Whether a message is shown when it is sent; at a prompt it stands there already. */
  readonly echo: boolean;
}

/** For people: what was said on stdout, what went wrong on stderr. */
export function humanChatReport(
  { writeOut, writeError }: Pick<Surroundings, 'writeOut' | 'writeError'>,
  { target, echo }: HumanChatReportOptions,
): ChatReport {
  const writeLine = (line: string) => writeOut(`${line}\n`);
  const writeFailure = (lines: readonly string[]) => writeError(`${lines.join('\n')}\n`);
  let lastCause = '';
  return (event) => {
    switch (event.kind) {
      case 'continued':
        writeLine(
          ['continue', `${target.projectId} (${regionLabel(target.region)})`, event.conversationId]
            .map(toTerminalLine)
            .join('   '),
        );
        break;
      case 'sending':
        if (echo) writeLine(event.message === undefined ? '/delayed' : toUserText(event.message));
        break;
      case 'answered':
        lastCause = '';
        writeAnswer(event, target, writeLine);
        break;
      case 'failed':
        lastCause = toErrorObject(target, event.error, event.call).message;
        writeFailure(toFailureLines(target, event.error, event.call));
        break;
      case 'notSent':
        writeFailure([toNotSentText(event.count)]);
        break;
      case 'closed':
        if (event.result.kind === 'unconfirmed') writeFailure([toCloseText(event.result)]);
        else writeLine(toCloseText(event.result));
        break;
      case 'closeFailed': {
        const cause = toErrorObject(target, event.error, 'close').message;
        // What kept the message back keeps the close back too; said once.
        const lines = cause === lastCause ? [] : toFailureLines(target, event.error, 'close');
        lastCause = cause;
        writeFailure([...lines, toStillOpenText(event.conversationId)]);
        break;
      }
      default:
        writeLine(toLeftOpenText(event.conversationId));
    }
  };
}

function writeAnswer(
  { call, reply, end }: Extract<ChatEvent, { kind: 'answered' }>,
  target: NamedTarget,
  writeLine: (line: string) => void,
): void {
  const { conversationId, exchange } = reply;
  if (call === 'create') writeLine(toFactsLine('create', { target, conversationId, exchange }));
  // Create has its latency among its facts; later it stands quietly behind what was said.
  writeLine(call === 'create' ? toAgentText(reply) : `${toAgentText(reply)}   ${toLatency(exchange)}`);
  if (end !== undefined) writeLine(toEndText(end));
}

function toNotSentText(count: number): string {
  return count === 1 ? '1 message was not sent.' : `${count} messages were not sent.`;
}

function toLeftOpenText(conversationId: string): string {
  return `The conversation stays open. To close it, run “${toCloseCommand(conversationId)}”.`;
}
