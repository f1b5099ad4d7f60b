import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { nothingKnown, type Offer } from '../../../core/chatTest/checkEvidence.ts';
import { type ChecksToSave, findChecks, finishDraft, holds } from '../../../core/chatTest/checksToSave.ts';
import { loadDraft } from '../../../core/chatTest/loadDraft.ts';
import { offerText, standingText } from '../../../core/chatTest/offerText.ts';
import { toTestFileName } from '../../../core/chatTest/testFileName.ts';
import { createVerifier, type VerifyServices } from '../../../core/chatTest/verifyOnConnection.ts';
import type { Conversation } from '../../../core/conversation/conversation.ts';
import { toVisibleLine } from '../../../core/text/visibleText.ts';
import { withProgressNotification } from '../../asking/progress.ts';
import { pickItem, pickItems } from '../../asking/quickInput.ts';
import { saveTest } from './saveTest.ts';

export type SaveServices = Omit<VerifyServices, 'withProgress'> & Parameters<typeof findChecks>[2];

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
  let checks = await findChecks(conversation, broadcast, services);
  const { draft, offers, connection } = checks;
  const verifier =
    broadcast.length === 0
      ? createVerifier(conversation, { ...services, withProgress: withProgressNotification })
      : undefined;
  let answer: Ticked = {
    ticked: new Set(
      offers.flatMap(({ isLikely }, place) => (isLikely && holds(checks.standings, place) ? [place] : [])),
    ),
    options: { keepsSaid: true, pinsConnection: false },
  };
  let isVerified = false;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const chosen = await tickChecks(checks, answer);
    if (chosen === undefined) return;
    answer = chosen;
    // A test that checks nothing could never fail.
    if (answer.ticked.size === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const next = await whatNext(verifier?.label, isVerified);
    if (next === undefined) return;
    if (next === 'save') break;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const verified = await verifier?.verify(draft, offers, checks.standings);
    if (verified === undefined) continue;
    checks = { ...checks, standings: verified };
    answer = { ...answer, ticked: new Set([...answer.ticked].filter((place) => holds(verified, place))) };
    isVerified = true;
  }
  const { ticked, options } = answer;
  const wanted = offers.filter((_, place) => ticked.has(place));
  const finished = finishDraft(draft, wanted, {
    keepsSaid: options.keepsSaid,
    connection: options.pinsConnection ? connection : undefined,
  });
  const { text } = await loadDraft(finished);
  await saveTest(toTestFileName(finished.name), text, l10n.t('Save as Chat Test'));
}

async function whatNext(
  verifyOn: string | undefined,
  isVerified: boolean,
): Promise<'verify' | 'save' | undefined> {
  const verify = {
    label: isVerified ? l10n.t('Verify Again') : l10n.t('Verify Until Sure'),
    detail: l10n.t('On {0}, until every check is sure. Unticks what does not hold.', verifyOn ?? ''),
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

interface TestOptions {
  /** What the agent said stands beside each turn. */
  readonly keepsSaid: boolean;
  readonly pinsConnection: boolean;
}

interface Ticked {
  /** Places of the offers. */
  readonly ticked: ReadonlySet<number>;
  readonly options: TestOptions;
}

interface Row extends vscode.QuickPickItem {
  readonly of?: number | keyof TestOptions | undefined;
}

const longestMessage = 70;

/** Asks which checks the test makes, turn by turn. Undefined when the person has given up. */
async function tickChecks(checks: ChecksToSave, before: Ticked): Promise<Ticked | undefined> {
  const picked = await pickItems<Row>(rowsOf(checks, before), {
    title: l10n.t('Save as Chat Test'),
    placeHolder:
      before.ticked.size === 0
        ? l10n.t('Tick at least one check.')
        : l10n.t('What must hold? Space ticks, Enter goes on.'),
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  const chosen = new Set(picked.map(({ of }) => of));
  return {
    ticked: new Set(checks.offers.flatMap((_, place) => (chosen.has(place) ? [place] : []))),
    options: { keepsSaid: chosen.has('keepsSaid'), pinsConnection: chosen.has('pinsConnection') },
  };
}

function rowsOf(
  { draft, offers, standings, connection }: ChecksToSave,
  { ticked, options }: Ticked,
): readonly Row[] {
  const separator = (label: string): Row => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const rowsFor = (turn: Offer['turn']) =>
    offers.flatMap((offer, place): readonly Row[] => {
      if (offer.turn !== turn) return [];
      return [
        {
          of: place,
          label: toVisibleLine(offerText(offer)),
          description: standingText(standings[place] ?? nothingKnown),
          picked: ticked.has(place),
        },
      ];
    });
  const isStable = (turn: number) =>
    offers.some((offer, place) => {
      return offer.turn === turn && offer.sort !== 'latency' && holds(standings, place);
    });
  const turns = draft.turns.flatMap(({ kind, user }, turn) => {
    const words =
      kind === 'greeting'
        ? l10n.t('Greeting')
        : kind === 'delayed'
          ? l10n.t('Delayed reply')
          : l10n.t('You: {0}', toVisibleLine(user ?? '', longestMessage));
    const title = isStable(turn) ? words : l10n.t('{0} · nothing stable was found', words);
    return [separator(title), ...rowsFor(turn)];
  });
  const never = rowsFor('never');
  return [
    ...turns,
    ...(never.length === 0 ? [] : [separator(l10n.t('All replies')), ...never]),
    separator(l10n.t('The file')),
    { of: 'keepsSaid', label: l10n.t('Keeps what the agent said, to read'), picked: options.keepsSaid },
    ...(connection === undefined
      ? []
      : [
          {
            of: 'pinsConnection' as const,
            label: l10n.t('Runs on {0} only', toVisibleLine(connection)),
            picked: options.pinsConnection,
          },
        ]),
  ];
}
