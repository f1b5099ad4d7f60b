import * as l10n from '@vscode/l10n';
import type { ConversationState } from '../../src/core/conversation/conversation.ts';
import { toVisibleLine } from '../../src/core/text/visibleText.ts';
import type { LongText, TurnView } from '../../src/protocol/conversation.ts';
import type { IconName } from '../icons/iconNames.ts';

/** Words and numbers of the panel. Functions, because the language is known only after loading. */

/** A state is always said in words too: the icon only helps to find it. The same ones as in the history. */
export function stateIcon(state: ConversationState): IconName {
  switch (state) {
    case 'creating':
      return 'loading';
    case 'open':
      return 'circle-large-outline';
    case 'ended':
      return 'check';
    case 'handedOff':
      return 'arrow-right';
    case 'closed':
    case 'imported':
      return 'lock';
    case 'expired':
      return 'watch';
    case 'failed':
      return 'error';
    case 'unknown':
      return 'question';
  }
}

/** "Agent, turn 3, 812 milliseconds:", what a screen reader says before the words themselves. */
export function agentAnnouncement(turn: number, latencyMs: number | undefined): string {
  return latencyMs === undefined
    ? l10n.t('Agent, turn {0}:', turn)
    : l10n.t('Agent, turn {0}, {1} milliseconds:', turn, Math.round(latencyMs));
}

/** In characters: more of a text is read in the turn, not in its name. */
const longestInName = 300;

/** What a screen reader reads when the arrows reach a turn: who said what, how long it took and what became of it. */
export function turnName(turn: TurnView): string {
  const { index, kind, state, user, agent, note, failure, latencyMs } = turn;
  const asks = kind === 'respond' && state !== 'pending' && note === undefined && !failure;
  return inSentences([
    l10n.t('Turn {0}', index + 1),
    user ? l10n.t('You: {0}', inName(user)) : asks ? l10n.t('You asked for a delayed reply') : '',
    agent ? l10n.t('Agent: {0}', inName(agent)) : '',
    state === 'pending' ? l10n.t('Waiting for the agent…') : '',
    note ?? '',
    failure ? (state === 'unknown' ? l10n.t('Unknown') : l10n.t('Failed')) : '',
    failure?.message ?? '',
    latencyMs === undefined ? '' : l10n.t('{0} milliseconds', Math.round(latencyMs)),
  ]);
}

function inName({ text }: LongText): string {
  return toVisibleLine(text, longestInName);
}

function inSentences(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(' ');
}

/** "5 MB", "10,000 lines": how large a text is, in the measure that says more. */
export function sizeText(size: { readonly bytes: number; readonly lines: number }, language: string): string {
  if (size.bytes < 100_000) {
    return l10n.t('{0} lines', new Intl.NumberFormat(language).format(size.lines));
  }
  const [value, unit] =
    size.bytes < 950_000 ? [size.bytes / 1e3, 'kilobyte'] : [size.bytes / 1e6, 'megabyte'];
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits }).format(value);
}
