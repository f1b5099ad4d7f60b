import type { ChatReply } from '../core/chatApi/chatClient.ts';
import type { ChatError } from '../core/chatApi/chatError.ts';
import { compactJson } from '../core/common/jsonText.ts';
import type { CloseResult } from './closeConversation.ts';
import { toCloseText, toStillOpenText } from './closeConversation.ts';
import { endOfReply } from './conversationEnd.ts';
import { type CallKind, toErrorObject, toFailureLines, toMisuseObject } from './failureText.ts';
import type { NamedTarget } from './readTarget.ts';
import { toAgentText, toEndText, toFactsLine } from './replyText.ts';
import type { Surroundings } from './surroundings.ts';
import type { UsageError } from './usageError.ts';

/** How a command says what became of its one call. */
export interface CallReport {
  answered(kind: 'create' | 'respond', target: NamedTarget, reply: ChatReply): void;
  closed(target: NamedTarget, conversationId: string, result: CloseResult): void;
  failed(kind: CallKind, target: NamedTarget, error: ChatError): void;
  /** Nothing was sent. The sentence itself is written by whoever runs the commands. */
  misused(error: UsageError): void;
}

/** For people, in the words of the editor's output: the reply on stdout, a failure on stderr. */
export function humanReport({ writeOut, writeError }: Surroundings): CallReport {
  const writeLines = (lines: readonly string[]) => writeOut(`${lines.join('\n')}\n`);
  return {
    answered(kind, target, reply) {
      const { conversationId, exchange } = reply;
      const end = endOfReply(reply);
      writeLines([
        toFactsLine(kind, { target, conversationId, exchange }),
        toAgentText(reply),
        ...(end === undefined ? [] : [toEndText(end)]),
      ]);
    },
    closed(target, conversationId, result) {
      writeLines([
        toFactsLine('close', { target, conversationId, exchange: result.exchange }),
        toCloseText(result),
      ]);
    },
    failed(kind, target, error) {
      const { conversationId } = error.details;
      const isOpen = conversationId !== undefined ? [toStillOpenText(conversationId)] : [];
      writeError(`${[...toFailureLines(target, error, kind), ...isOpen].join('\n')}\n`);
    },
    misused: () => undefined,
  };
}

/** For programs: exactly one object on one line of stdout, whatever happened. */
export function jsonReport({ writeOut }: Surroundings): CallReport {
  const writeError = (error: object, conversationId?: string) => {
    // An unusable reply to create may have told the id all the same: then there is something to close.
    const known = conversationId === undefined ? {} : { conversation_id: conversationId };
    writeOut(`${JSON.stringify({ error, ...known })}\n`);
  };
  return {
    answered(_kind, _target, { exchange }) {
      // As text, so that unknown fields and large numbers come out as the server wrote them.
      const object = compactJson(exchange.responseBody ?? '{}');
      writeOut(`${object.slice(0, -1)},"latency_ms":${Math.round(exchange.latencyMs)}}\n`);
    },
    closed(_target, conversationId, { kind, exchange }) {
      writeOut(
        `${JSON.stringify({
          conversation_id: conversationId,
          success: kind !== 'unconfirmed',
          already_over: kind === 'alreadyOver',
          latency_ms: Math.round(exchange.latencyMs),
        })}\n`,
      );
    },
    failed: (kind, target, error) =>
      writeError(toErrorObject(target, error, kind), error.details.conversationId),
    misused: (error) => writeError(toMisuseObject(error)),
  };
}
