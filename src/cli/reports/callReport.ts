import { compactJson } from '../../core/common/jsonText.ts';
import { toCloseText, toStillOpenText } from '../closeText.ts';
import { createdId, isFailedCall, toErrorObject, toFailureLines, toMisuseObject } from '../failureText.ts';
import { toPrintedJson } from '../logCommands.ts';
import type { NamedTarget } from '../readTarget.ts';
import { toAgentText, toEndText, toFactsLine } from '../replyText.ts';
import { closeResultOf, endOfCall, exchangeOf, latencyMsOf, type SettledCall } from '../settledCall.ts';
import type { Surroundings } from '../surroundings.ts';
import type { UsageError } from '../usageError.ts';

/** How a command says what became of its one call. */
export interface CallReport {
  settled(target: NamedTarget, call: SettledCall): void;
  /** Nothing was sent. The sentence itself is written by what runs the commands. */
  misused(error: UsageError): void;
}

/** For people, in the words of the editor's output: the reply on stdout, a failure on stderr. */
export function humanReport({ writeOut, writeError }: Surroundings): CallReport {
  return {
    settled(target, call) {
      const said = call.turn.kind === 'close' ? toClosedLines(call) : toAnsweredLines(call);
      if (said !== undefined) writeOut(`${[toFactsLine(target, call), ...said].join('\n')}\n`);
      else if (isFailedCall(call)) {
        const id = createdId(call);
        const isOpen = id !== undefined ? [toStillOpenText(id)] : [];
        writeError(`${[...toFailureLines(target, call), ...isOpen].join('\n')}\n`);
      }
    },
    misused: () => undefined,
  };
}

function toAnsweredLines(call: SettledCall): readonly string[] | undefined {
  if (isFailedCall(call)) return undefined;
  const end = endOfCall(call);
  return [toAgentText(call.turn), ...(end === undefined ? [] : [toEndText(end)])];
}

function toClosedLines(call: SettledCall): readonly string[] | undefined {
  const result = closeResultOf(call);
  return result && [toCloseText(result)];
}

/** For programs: exactly one object on one line of stdout, whatever happened. */
export function jsonReport({ writeOut }: Surroundings): CallReport {
  const writeJson = (json: string) => writeOut(`${toPrintedJson(json)}\n`);
  const write = (object: object) => writeJson(JSON.stringify(object));
  return {
    settled(target, call) {
      const { conversation, turn } = call;
      const closed = turn.kind === 'close' ? closeResultOf(call) : undefined;
      if (closed !== undefined) {
        write({
          conversation_id: conversation.conversationId,
          success: closed !== 'unconfirmed',
          already_over: closed === 'alreadyOver',
          latency_ms: latencyMsOf(turn),
        });
      } else if (isFailedCall(call)) {
        const id = createdId(call);
        const known = id === undefined ? {} : { conversation_id: id };
        write({ error: toErrorObject(target, call), ...known });
      } else {
        // As text, so that unknown fields and large numbers come out as the server wrote them.
        const object = compactJson(exchangeOf(turn).responseBody ?? '{}');
        writeJson(`${object.slice(0, -1)},"latency_ms":${latencyMsOf(turn)}}`);
      }
    },
    misused: (error) => write({ error: toMisuseObject(error) }),
  };
}
