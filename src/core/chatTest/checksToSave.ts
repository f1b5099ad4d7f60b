import * as l10n from '@vscode/l10n';
import { createBreather } from '../common/breather.ts';
import { isStandIn } from '../connection/connection.ts';
import { type KnownSecrets, requireMasked } from '../connection/knownSecrets.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { History } from '../history/history.ts';
import { draftWithOffers, holdsSoFar, nothingKnown, type Offer, type Standing } from './checkEvidence.ts';
import { draftOfBroadcast, nameInTest, namesConnection } from './draftOfBroadcast.ts';
import { type DraftOfConversation, offerChecks, toJudgedReply } from './draftOfConversation.ts';
import { weighRecorded } from './recordedEvidence.ts';
import type { TestDraft } from './testDraft.ts';

/** What a chat test of a conversation could be. */
export interface ChecksToSave {
  readonly draft: TestDraft;
  readonly offers: readonly Offer[];
  /** What is known of each offer. */
  readonly standings: readonly Standing[];
  /** The name that the test may ask for. */
  readonly connection: string | undefined;
}

/** The checks that a test of the conversation could make, with what recorded replies say of them. */
export async function findChecks(
  conversation: Conversation,
  /** Those in which the same was said at once: the test then holds for each of them. */
  broadcast: readonly Conversation[],
  {
    history,
    knownSecrets,
  }: {
    readonly history: Pick<History, 'repliesToSameTurn'>;
    readonly knownSecrets: Pick<KnownSecrets, 'mask'>;
  },
): Promise<ChecksToSave> {
  const drafts = await Promise.all(
    [conversation, ...broadcast].map(async (one) => withoutSecrets(one, knownSecrets)),
  );
  const [first = conversation, ...others] = drafts;
  const breathe = createBreather();
  const { made, replies } = draftOfBroadcast(first, others);
  await breathe();
  const offered = offerChecks(made, conversation);
  const recorded = (turn: number) =>
    others.length > 0
      ? [made.replies, ...replies].flatMap((column) => column[turn] ?? [])
      : recordedReplies(conversation, made, turn, history);
  const weighed = await weighRecorded(offered, made.replies, recorded, breathe);
  // Of a broadcast only what held in every cell.
  const isOffered = (_: unknown, place: number) => others.length === 0 || holds(weighed.standings, place);
  const isOfConnections = made.draft.cases !== undefined && namesConnection(made.draft.cases);
  return {
    draft: made.draft,
    offers: weighed.offers.filter(isOffered),
    standings: weighed.standings.filter(isOffered),
    connection: isOfConnections ? undefined : nameInTest(conversation),
  };
}

/** Whether the check at this place has held wherever it was looked at. */
export function holds(standings: readonly Standing[], place: number): boolean {
  return holdsSoFar(standings[place] ?? nothingKnown);
}

/** What was recorded is masked with the secrets that are known today, and then it must hold none. */
async function withoutSecrets(
  conversation: Conversation,
  secrets: Pick<KnownSecrets, 'mask'>,
): Promise<Conversation> {
  if (isStandIn(conversation.connection)) return conversation;
  const { id, conversationId } = conversation;
  return { ...(await requireMasked(secrets, conversation)), id, conversationId };
}

function recordedReplies(
  { id, connection, parameters }: Conversation,
  { words }: DraftOfConversation,
  turn: number,
  history: Pick<History, 'repliesToSameTurn'>,
) {
  return history
    .repliesToSameTurn({ connection, parameters, words: words[turn] ?? [] })
    .filter((found) => found.conversation.id !== id)
    .map((found) => toJudgedReply(found.turn, { ...found.conversation, turns: [found.turn] }));
}

/** In bytes: more than a file may have is not kept of what the agent said. */
const mostSaid = 40_000;

/** The draft as it is written: with the checks that are wanted, and a mark on every turn that has none. */
export function finishDraft(
  draft: TestDraft,
  wanted: readonly Offer[],
  { keepsSaid, connection }: { readonly keepsSaid: boolean; readonly connection: string | undefined },
): TestDraft {
  const { turns, ...rest } = draftWithOffers(draft, wanted);
  let room = keepsSaid ? mostSaid : 0;
  const isKept = (said = '') => {
    const bytes = Buffer.byteLength(said);
    if (bytes > room) return false;
    room -= bytes;
    return keepsSaid;
  };
  return {
    ...rest,
    connection,
    turns: turns.map((turn) => ({
      ...turn,
      said: isKept(turn.said) ? turn.said : undefined,
      comment: turn.checks.length === 0 ? l10n.t('Nothing is checked in this reply.') : undefined,
    })),
  };
}
