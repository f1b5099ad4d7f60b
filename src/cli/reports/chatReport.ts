import type { Conversation } from '../../core/conversation/conversation.ts';
import { toCloseCommand, toCloseText, toStillOpenText } from '../closeText.ts';
import { isFailedCall, toErrorObject, toFailureLines } from '../failureText.ts';
import type { NamedTarget } from '../readTarget.ts';
import { toAgentName, toAgentText, toEndText, toFactsLine, toLatency, toUserText } from '../replyText.ts';
import { closeResultOf, endOfCall, type SettledCall } from '../settledCall.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';

/** Everything that can happen in `polyai-chat chat`, in the order in which it does. */
export type ChatEvent =
  | { readonly kind: 'continued'; readonly conversation: Conversation }
  /** Without a message, a delayed reply is asked for. */
  | { readonly kind: 'sending'; readonly message: string | undefined }
  /** A call is over: create, a message, or close. */
  | { readonly kind: 'settled'; readonly call: SettledCall }
  /** Messages that were left when the conversation was over, or a call had failed. */
  | { readonly kind: 'notSent'; readonly count: number }
  | { readonly kind: 'leftOpen'; readonly conversation: Conversation };

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

  const settle = (call: SettledCall) => {
    const { conversation, turn } = call;
    const closed = turn.kind === 'close' ? closeResultOf(call) : undefined;
    if (closed === 'unconfirmed') writeFailure([toCloseText(closed)]);
    else if (closed !== undefined) writeLine(toCloseText(closed));
    else if (isFailedCall(call)) {
      const cause = toErrorObject(target, call).message;
      const isClose = turn.kind === 'close';
      // What kept the message back keeps the close back too; said once.
      const lines = isClose && cause === lastCause ? [] : toFailureLines(target, call);
      lastCause = cause;
      writeFailure([...lines, ...(isClose ? [toStillOpenText(conversation.conversationId ?? '')] : [])]);
    } else {
      lastCause = '';
      writeAnswer(call, target, writeLine);
    }
  };

  return (event) => {
    switch (event.kind) {
      case 'continued': {
        const { conversationId = '' } = event.conversation;
        writeLine(['continue', toAgentName(target), conversationId].map(toTerminalLine).join('   '));
        break;
      }
      case 'sending':
        if (echo) writeLine(event.message === undefined ? '/delayed' : toUserText(event.message));
        break;
      case 'settled':
        settle(event.call);
        break;
      case 'notSent':
        writeFailure([toNotSentText(event.count)]);
        break;
      default:
        writeLine(toLeftOpenText(event.conversation.conversationId ?? ''));
    }
  };
}

function writeAnswer(call: SettledCall, target: NamedTarget, writeLine: (line: string) => void): void {
  const { turn } = call;
  const end = endOfCall(call);
  if (turn.kind === 'create') writeLine(toFactsLine(target, call));
  // Create has its latency among its facts; later it stands quietly behind what was said.
  writeLine(turn.kind === 'create' ? toAgentText(turn) : `${toAgentText(turn)}   ${toLatency(turn)}`);
  if (end !== undefined) writeLine(toEndText(end));
}

function toNotSentText(count: number): string {
  return count === 1 ? '1 message was not sent.' : `${count} messages were not sent.`;
}

function toLeftOpenText(conversationId: string): string {
  return `The conversation stays open. To close it, run “${toCloseCommand(conversationId)}”.`;
}
