import * as l10n from '@vscode/l10n';
import { parseChatReply } from '../chatApi/wireReply.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { lastCall } from '../conversation/lastCall.ts';
import { isOver } from '../conversation/transitions.ts';
import type { CaseValues } from './caseValues.ts';
import { toReadable } from './compareText.ts';
import type { Capture, ChatTest, TestTurn } from './chatTest.ts';
import type { JudgedReply } from './judgedReply.ts';
import { type CheckFailure, judgeReply } from './judgeReply.ts';
import { searchPattern } from './pattern.ts';
import { jsonAt } from './replyJson.ts';
import type { TurnResult } from './testResult.ts';

/** The last reply of a conversation, judged by a turn of the test; what it captures is kept in `values`. */
export function judgeTurn(
  conversation: Conversation,
  turn: TestTurn,
  test: ChatTest,
  values: CaseValues,
): TurnResult {
  const call = lastCall(conversation);
  const body = call?.exchange?.responseBody;
  // Of a conversation that goes on, neither an end nor a handoff was told.
  const isLast = isOver(conversation.state);
  const wire = body === undefined || !isLast ? undefined : parseChatReply(body).reply;
  const reply: JudgedReply = {
    text: call?.reply ?? '',
    latencyMs: call?.latencyMs ?? 0,
    ended: wire?.endConversation ?? isLast,
    handoff: wire === undefined ? conversation.handoff : wire.handoff,
    body,
  };
  const failures = [
    ...judgeReply(reply, turn, test.never, values.resolve),
    ...turn.capture.flatMap((capture) => keep(capture, reply, values)),
  ];
  const isSlow = failures.every((failure) => failure.isSlow === true);
  return {
    status: failures.length === 0 ? 'passed' : isSlow ? 'slow' : 'failed',
    user: call?.kind === 'respond' ? call.userText : undefined,
    reply: reply.text,
    failures,
    latencyMs: Math.round(reply.latencyMs),
    ended: reply.ended,
    handoff: reply.handoff,
  };
}

/** Keeps what a capture finds, as it was received; what cannot be captured fails the turn. */
function keep(capture: Capture, reply: JudgedReply, values: CaseValues): readonly CheckFailure[] {
  const { name, from, start, end } = capture;
  const value =
    from.kind === 'json' ? jsonAt(reply.body, from.path)?.text : captured(from.pattern.source, reply.text);
  if (value !== undefined) {
    values.set(name, value);
    return [];
  }
  const expected = from.kind === 'json' ? from.path.source : `/${from.pattern.source}/`;
  return [
    {
      start,
      end,
      check: `capture.${name}`,
      expected,
      actual: from.kind === 'json' ? '' : reply.text,
      sentence: l10n.t('“{0}” could not be captured: {1} is not in the reply.', name, expected),
    },
  ];
}

function captured(source: string, text: string): string | undefined {
  for (const form of [text, toReadable(text)]) {
    const found = searchPattern(source, form, false);
    if (found.kind === 'found') return found.group ?? found.text;
  }
  return undefined;
}
