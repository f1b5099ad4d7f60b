import * as l10n from '@vscode/l10n';
import {
  draftWithOffers,
  holdsSoFar,
  nothingKnown,
  type Offer,
  type Standing,
} from '../../../core/chatTest/checkEvidence.ts';
import {
  type DraftOfConversation,
  offerChecks,
  toJudgedReply,
} from '../../../core/chatTest/draftOfConversation.ts';
import { draftOfBroadcast, nameInTest, namesConnection } from '../../../core/chatTest/draftOfBroadcast.ts';
import { weighRecorded } from '../../../core/chatTest/recordedEvidence.ts';
import type { TestDraft } from '../../../core/chatTest/testDraft.ts';
import { toTestFileName } from '../../../core/chatTest/testFileName.ts';
import { isStandIn } from '../../../core/connection/connection.ts';
import { type KnownSecrets, requireMasked } from '../../../core/connection/knownSecrets.ts';
import type { Conversation } from '../../../core/conversation/conversation.ts';
import type { History } from '../../../core/history/history.ts';
import { pickItem } from '../../asking/quickInput.ts';
import { loadDraft, saveTest } from './saveTest.ts';
import { tickChecks } from './tickChecks.ts';
import { createVerifier, type VerifyServices } from './verifyOnConnection.ts';

export interface SaveServices extends VerifyServices {
  readonly history: Pick<History, 'repliesToSameTurn'>;
  readonly knownSecrets: Pick<KnownSecrets, 'mask'>;
}

/**
 * Makes a chat test of a conversation: the person ticks checks, has them verified as often as they like, and says where
 * the file goes. Escape leaves nothing behind.
 */
export async function saveAsChatTest(
  conversation: Conversation,
  services: SaveServices,
  /** Those in which the same was said at once: the test then holds for each of them. */
  broadcast: readonly Conversation[] = [],
): Promise<void> {
  const secrets = services.knownSecrets;
  const drafts = await Promise.all(
    [conversation, ...broadcast].map(async (one) => withoutSecrets(one, secrets)),
  );
  const [first = conversation, ...others] = drafts;
  const { made, replies } = draftOfBroadcast(first, others);
  const weighed = weighRecorded(offerChecks(made, conversation), made.replies, (turn) =>
    others.length > 0
      ? replies.flatMap((column) => column[turn] ?? [])
      : recordedReplies(conversation, made, turn, services.history),
  );
  // Of a broadcast only what held in every cell.
  const wantedOffers = weighed.offers.map(
    (_, place) => others.length === 0 || holds(weighed.standings, place),
  );
  const offers = weighed.offers.filter((_, place) => wantedOffers[place]);
  let standings: readonly Standing[] = weighed.standings.filter((_, place) => wantedOffers[place]);
  const isOfConnections = made.draft.cases !== undefined && namesConnection(made.draft.cases);
  const connection = isOfConnections ? undefined : nameInTest(conversation);
  const verifier = others.length === 0 ? createVerifier(conversation, services) : undefined;
  let ticked: ReadonlySet<number> = new Set(
    offers.flatMap(({ isLikely }, place) => (isLikely && holds(standings, place) ? [place] : [])),
  );
  let options = { keepsSaid: true, pinsConnection: false };
  let isVerified = false;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const chosen = await tickChecks({
      draft: made.draft,
      offers,
      standings,
      ticked,
      options,
      connection,
    });
    if (chosen === undefined) return;
    ({ ticked, options } = chosen);
    // A test that checks nothing could never fail.
    if (ticked.size === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const next = await whatNext(verifier?.label, isVerified);
    if (next === undefined) return;
    if (next === 'save') break;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const verified = await verifier?.verify(made.draft, offers, standings);
    if (verified === undefined) continue;
    standings = verified;
    ticked = new Set([...ticked].filter((place) => holds(verified, place)));
    isVerified = true;
  }
  const wanted = offers.filter((_, place) => ticked.has(place));
  const draft = finish(
    made.draft,
    wanted,
    options.keepsSaid,
    options.pinsConnection ? connection : undefined,
  );
  const { text } = await loadDraft(draft);
  await saveTest(toTestFileName(draft.name), text, l10n.t('Save as Chat Test'));
}

function holds(standings: readonly Standing[], place: number): boolean {
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

async function whatNext(
  verifyOn: string | undefined,
  isVerified: boolean,
): Promise<'verify' | 'save' | undefined> {
  const verify = {
    label: isVerified ? l10n.t('Verify Again') : l10n.t('Verify Until Sure'),
    detail: l10n.t(
      'Holds the conversation again on {0} until it is sure of every check, and unticks what does not hold.',
      verifyOn ?? '',
    ),
    next: 'verify' as const,
  };
  const save = { label: l10n.t('Save'), next: 'save' as const };
  const items = verifyOn === undefined ? [save] : isVerified ? [save, verify] : [verify, save];
  const picked = await pickItem<{ label: string; next: 'verify' | 'save' }>(items, {
    title: l10n.t('Save as Chat Test'),
    placeHolder: l10n.t('Save the checks that are ticked, or find out first which of them hold.'),
    ignoreFocusOut: true,
  });
  return picked?.next;
}

/** The draft as it is written: with the checks that are wanted, and a mark on every turn that has none. */
function finish(
  draft: TestDraft,
  wanted: readonly Offer[],
  keepsSaid: boolean,
  connection: string | undefined,
): TestDraft {
  const { turns, ...rest } = draftWithOffers(draft, wanted);
  return {
    ...rest,
    connection,
    turns: turns.map((turn) => ({
      ...turn,
      said: keepsSaid ? turn.said : undefined,
      comment: turn.checks.length === 0 ? l10n.t('Nothing is checked in this reply.') : undefined,
    })),
  };
}
