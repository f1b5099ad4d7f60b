import * as l10n from '@vscode/l10n';
import type { ChatReply } from '../core/chatApi/chatClient.ts';
import type { ChatError } from '../core/chatApi/chatError.ts';
import { type ChatFailureExplanation, explainChatError } from '../core/chatApi/explainChatError.ts';
import { toChatFailure } from '../core/chatApi/toChatFailure.ts';
import { compactJson } from '../core/common/jsonText.ts';
import { regionLabel } from '../core/connection/validateConnection.ts';
import type { NamedTarget } from './readTarget.ts';
import type { Surroundings } from './surroundings.ts';
import { toTerminalLine, toTerminalText } from './terminalText.ts';
import type { UsageError } from './usageError.ts';

/** How a command says what became of its one call. */
export interface CallReport {
  answered(target: NamedTarget, reply: ChatReply): void;
  failed(target: NamedTarget, error: ChatError): void;
  /** Nothing was sent. The sentence itself is written by whoever runs the commands. */
  misused(error: UsageError): void;
}

/** For people, in the words of the editor's output: the reply on stdout, a failure on stderr. */
export function humanReport({ writeOut, writeError }: Surroundings): CallReport {
  return {
    answered(target, reply) {
      const { status, latencyMs } = reply.exchange;
      const columns = [
        'create',
        `${target.projectId} (${regionLabel(target.region)})`,
        String(status ?? ''),
        l10n.t('{0} ms', Math.round(latencyMs)),
        reply.conversationId,
      ];
      const lines = [columns.map(toTerminalLine).join('   '), spoken(l10n.t('Agent:'), reply.response)];
      const ending = endingOf(reply);
      if (ending !== undefined) lines.push(ending);
      writeOut(`${lines.join('\n')}\n`);
    },
    failed(target, error) {
      const { message, remedy } = explain(target, error);
      const lines = [`${toTerminalLine(message)} ${toTerminalLine(remedy)}`];
      const { correlationId } = error.details.exchange;
      if (correlationId !== undefined)
        lines.push(l10n.t('correlation id {0}', toTerminalLine(correlationId)));
      writeError(`${lines.join('\n')}\n`);
    },
    misused: () => undefined,
  };
}

/** For programs: exactly one object on one line of stdout, whatever happened. */
export function jsonReport({ writeOut }: Surroundings): CallReport {
  return {
    answered(_target, { exchange }) {
      // As text, so that unknown fields and large numbers come out as the server wrote them.
      const object = compactJson(exchange.responseBody ?? '{}');
      writeOut(`${object.slice(0, -1)},"latency_ms":${Math.round(exchange.latencyMs)}}\n`);
    },
    failed(target, error) {
      const { reason, outcome, code, exchange } = error.details;
      writeOut(
        toErrorLine({
          reason,
          status: exchange.status ?? null,
          code: code ?? null,
          message: explain(target, error).message,
          correlation_id: exchange.correlationId ?? null,
          outcome,
        }),
      );
    },
    misused({ message }) {
      const nothing = { status: null, code: null, correlation_id: null };
      writeOut(toErrorLine({ reason: 'invalidRequest', ...nothing, message, outcome: 'notSent' }));
    },
  };
}

interface ErrorLine {
  readonly reason: ChatError['reason'];
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string;
  readonly correlation_id: string | null;
  readonly outcome: ChatError['outcome'];
}

function toErrorLine({ reason, status, code, message, correlation_id, outcome }: ErrorLine): string {
  return `${JSON.stringify({ error: { reason, status, code, message, correlation_id, outcome } })}\n`;
}

function explain(target: NamedTarget, error: ChatError): ChatFailureExplanation {
  const failure = toChatFailure(error);
  const explanation = explainChatError(failure, { regionLabel: regionLabel(target.region) });
  if (explanation.action !== 'increaseTimeout') return explanation;
  // Here the deadline is a flag, not a setting.
  const remedy = l10n.t(
    'A conversation may have been created. Nothing was sent again. If the agent needs longer, raise {0}.',
    '--timeout',
  );
  return { ...explanation, remedy };
}

/** Later lines stand under the first, so that a reply cannot pass for a line of ours. */
function spoken(who: string, text: string): string {
  return `${who} ${toTerminalText(text)
    .trimEnd()
    .replaceAll('\n', `\n${' '.repeat(who.length + 1)}`)}`;
}

function endingOf({ endConversation, handoff }: ChatReply): string | undefined {
  if (handoff !== undefined) {
    const { destination, reason } = handoff;
    if (destination === undefined) return l10n.t('The agent handed the conversation off.');
    return reason === undefined
      ? l10n.t('The agent handed the conversation off to {0}.', toTerminalLine(destination))
      : l10n.t(
          'The agent handed the conversation off to {0} ({1}).',
          toTerminalLine(destination),
          toTerminalLine(reason),
        );
  }
  return endConversation ? l10n.t('The agent ended the conversation.') : undefined;
}
