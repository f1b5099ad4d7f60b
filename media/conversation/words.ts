import * as l10n from '@vscode/l10n';
import type { ConversationState } from '../../src/core/conversation/conversation.ts';

/** Words and numbers of the panel. Functions, because the language is known only after loading. */

/** A state is always said in words too: the icon only helps to find it. The same ones as in the history. */
export function stateIcon(state: ConversationState): string {
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
