import * as l10n from '@vscode/l10n';
import { parseChatReply } from '../chatApi/wireReply.ts';
import { HumanError } from '../common/humanError.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import { lastCall } from '../conversation/lastCall.ts';
import { requireUnmasked } from '../conversation/maskedContent.ts';
import { toRepeatedContent } from '../conversation/repeatedContent.ts';
import { turnsToReplay } from '../conversation/replayTurns.ts';
import { isOver } from '../conversation/transitions.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import type { Offer } from './checkEvidence.ts';
import type { JudgedReply } from './judgedReply.ts';
import { mineChecks } from './mineChecks.ts';
import type { DraftTurn, TestDraft } from './testDraft.ts';

const longestName = 80;

/** A conversation as a test without checks, and what each of its replies was; one reply for each turn. */
export interface DraftOfConversation {
  readonly draft: TestDraft;
  readonly replies: readonly JudgedReply[];
  /** Everything the person had said up to each turn, to find the same turn elsewhere; undefined fetches a reply. */
  readonly words: readonly (readonly (string | undefined)[])[];
}

/**
 * Throws HumanError for a conversation that cannot be said again: without replies, without recorded messages, or with
 * the mask of a secret in what was sent.
 */
export function draftOfConversation(conversation: Conversation): DraftOfConversation {
  const said = turnsToReplay(conversation);
  if (said === undefined) {
    throw new HumanError(l10n.t('What was said in this conversation was not recorded.'), {
      remedy: l10n.t('Save one that was held while messages are recorded.'),
    });
  }
  const [create] = conversation.turns;
  const answered = said.filter(({ state }) => state === 'answered');
  const turns = [...(create?.kind === 'create' && create.state === 'answered' ? [create] : []), ...answered];
  if (turns.length === 0) {
    throw new HumanError(l10n.t('The agent said nothing in this conversation.'), {
      remedy: l10n.t('Save one in which it answered.'),
    });
  }
  const contents = answered.map((turn) => toRepeatedContent(turn));
  requireUnmasked(conversation.parameters, contents);
  const first = answered.find(({ userText }) => (userText ?? '').trim() !== '')?.userText ?? turns[0]?.reply;
  return {
    draft: {
      name: toVisibleLine(first ?? '', longestName) || l10n.t('A conversation'),
      create: conversation.parameters,
      turns: turns.map((turn) => toDraftTurn(turn)),
    },
    replies: turns.map((turn) => toJudgedReply(turn, conversation)),
    words: turns.map((_, index) =>
      turns.slice(0, index + 1).flatMap(({ kind, userText }) => (kind === 'create' ? [] : [userText])),
    ),
  };
}

/** Every check that could be made of the replies, turn by turn, and of all of them. */
export function offerChecks(
  { draft, replies }: DraftOfConversation,
  { conversationId, id }: Pick<Conversation, 'conversationId' | 'id'>,
): readonly Offer[] {
  const ids = [conversationId ?? '', id];
  const offers = replies.flatMap((reply, turn): readonly Offer[] => {
    const isLast = turn === replies.length - 1;
    return mineChecks({ user: draft.turns[turn]?.user, reply, isLast, ids }).map((proposed) => ({
      turn,
      ...proposed,
    }));
  });
  if (replies.length === 1 || replies.some(({ handoff }) => handoff !== undefined)) return offers;
  return [
    ...offers.filter(({ check }) => check.kind !== 'handoff'),
    { turn: 'never', check: { kind: 'handoff', handoff: true }, sort: 'structure', isLikely: true },
  ];
}

function toDraftTurn(turn: Turn): DraftTurn {
  const said = turn.reply === undefined || turn.reply === '' ? undefined : turn.reply;
  if (turn.kind === 'create') return { kind: 'greeting', said, checks: [] };
  const { message = '', integrationAttributes, metadata, asrLangCode, ttsLangCode } = toRepeatedContent(turn);
  const isSaid = message.trim() !== '';
  return {
    kind: isSaid ? 'user' : 'delayed',
    user: isSaid ? message : undefined,
    said,
    integrationAttributes,
    metadata,
    // A test has one language for a turn.
    language: asrLangCode !== undefined && asrLangCode === ttsLangCode ? asrLangCode : undefined,
    checks: [],
  };
}

/** The reply of a recorded turn, for the judge. */
export function toJudgedReply(turn: Turn, conversation: Conversation): JudgedReply {
  const { state, handoff } = conversation;
  const body = turn.exchange?.responseBody;
  const wire = body === undefined ? undefined : parseChatReply(body).reply;
  const isLast = lastCall(conversation) === turn;
  return {
    text: turn.reply ?? '',
    latencyMs: turn.latencyMs ?? 0,
    ended: wire?.endConversation ?? (isLast && isOver(state) && state !== 'closed'),
    handoff: wire === undefined ? (isLast ? handoff : undefined) : wire.handoff,
    body,
  };
}
