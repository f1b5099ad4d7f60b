import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { holdsSoFar, nothingKnown, type Offer, type Standing } from '../../../core/chatTest/checkEvidence.ts';
import { offerText, standingText } from '../../../core/chatTest/offerText.ts';
import type { TestDraft } from '../../../core/chatTest/testDraft.ts';
import { toVisibleLine } from '../../../core/text/visibleText.ts';
import { pickItems } from '../../asking/quickInput.ts';

export interface TestOptions {
  /** What the agent said stands beside each turn. */
  readonly keepsSaid: boolean;
  readonly pinsConnection: boolean;
}

export interface TickQuestion {
  readonly draft: TestDraft;
  readonly offers: readonly Offer[];
  readonly standings: readonly Standing[];
  /** Places of the offers. */
  readonly ticked: ReadonlySet<number>;
  readonly options: TestOptions;
  /** A name that the test may ask for. */
  readonly connection: string | undefined;
}

export interface Ticked {
  readonly ticked: ReadonlySet<number>;
  readonly options: TestOptions;
}

interface Row extends vscode.QuickPickItem {
  readonly of?: number | keyof TestOptions | undefined;
}

const longestMessage = 70;

/** Asks which checks the test makes, turn by turn. Undefined when the person has given up. */
export async function tickChecks(question: TickQuestion): Promise<Ticked | undefined> {
  const picked = await pickItems<Row>(rowsOf(question), {
    title: l10n.t('Save as Chat Test'),
    placeHolder:
      question.ticked.size === 0
        ? l10n.t('Tick at least one check.')
        : l10n.t('What must hold? Space ticks, Enter goes on.'),
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  const chosen = new Set(picked.map(({ of }) => of));
  return {
    ticked: new Set(question.offers.flatMap((_, place) => (chosen.has(place) ? [place] : []))),
    options: { keepsSaid: chosen.has('keepsSaid'), pinsConnection: chosen.has('pinsConnection') },
  };
}

function rowsOf({ draft, offers, standings, ticked, options, connection }: TickQuestion): readonly Row[] {
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
      return offer.turn === turn && offer.sort !== 'latency' && holdsSoFar(standings[place] ?? nothingKnown);
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
