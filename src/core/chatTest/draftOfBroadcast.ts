import * as l10n from '@vscode/l10n';
import { isStandIn } from '../connection/connection.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { isOver } from '../conversation/transitions.ts';
import { type DraftOfConversation, draftOfConversation } from './draftOfConversation.ts';
import type { JudgedReply } from './judgedReply.ts';
import { isConnectionName } from './connectionName.ts';
import type { CaseName, DraftCases } from './testDraft.ts';

/** A test of conversations in which the same was said, and what the others replied, each turn by turn. */
export interface DraftOfBroadcast {
  readonly made: DraftOfConversation;
  readonly replies: readonly (readonly JudgedReply[])[];
}

/** Throws HumanError as `draftOfConversation` does for the first. One of the others that has no reply decides nothing. */
export function draftOfBroadcast(first: Conversation, others: readonly Conversation[]): DraftOfBroadcast {
  const made = draftOfConversation(first);
  if (others.length === 0) return { made, replies: [] };
  const replies = others.map((other) => (isAnswered(other) ? draftOfConversation(other).replies : []));
  // Where an agent has ended the conversation, nothing more can be asked of it.
  const reached = others.flatMap((other, at) =>
    isOver(other.state) && other.state !== 'closed' && isAnswered(other) ? (replies[at]?.length ?? 0) : [],
  );
  const count = Math.min(made.replies.length, ...reached);
  const { draft } = made;
  const left = made.replies.length - count;
  const comment =
    left === 0 ? [] : [l10n.t('Left out, because not every target got there: the last {0} turns.', left)];
  return {
    made: {
      draft: {
        ...draft,
        comments: [...(draft.comments ?? []), ...comment],
        turns: draft.turns.slice(0, count),
        cases: toCases([first, ...others]),
      },
      replies: made.replies.slice(0, count),
      words: made.words.slice(0, count),
    },
    replies,
  };
}

function isAnswered({ turns }: Conversation): boolean {
  return turns.some(({ kind, state }) => kind !== 'close' && state === 'answered');
}

/** As a test may name it: never something that reads like an address. */
export function nameInTest({ connection }: Pick<Conversation, 'connection'>): string | undefined {
  const name = isStandIn(connection) ? 'stand-in' : connection.connectionName;
  return isConnectionName(name) ? name : undefined;
}

export function namesConnection(cases: DraftCases): boolean {
  return cases.kind === 'matrix'
    ? cases.axes.some(({ name }) => name === 'connection')
    : cases.rows.some(({ connection }) => connection !== undefined);
}

const valueOf: Readonly<Record<CaseName, (conversation: Conversation) => string>> = {
  connection: (conversation) => nameInTest(conversation) ?? '',
  variant: ({ parameters }) => parameters.variantId ?? '',
  language: ({ parameters }) => parameters.ttsLangCode ?? '',
  channel: ({ parameters }) => parameters.channel ?? '',
};

/** A matrix of what differs, or rows where some of its combinations are not there. */
function toCases(conversations: readonly Conversation[]): DraftCases | undefined {
  const axes = (Object.keys(valueOf) as CaseName[]).flatMap((name) => {
    const values = [...new Set(conversations.map(valueOf[name]))];
    return values.length > 1 && (name !== 'connection' || !values.includes('')) ? { name, values } : [];
  });
  if (axes.length === 0) return undefined;
  const rows = conversations.map((conversation) =>
    Object.fromEntries(axes.map(({ name }) => [name, valueOf[name](conversation)])),
  );
  const distinct = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
  const combinations = axes.reduce((count, { values }) => count * values.length, 1);
  return distinct.length === combinations ? { kind: 'matrix', axes } : { kind: 'rows', rows: distinct };
}
