import * as l10n from '@vscode/l10n';
import type { HandoffEnd } from '../conversation/conversationEnd.ts';

/**
 * How the agent ended a conversation with its last reply, wherever that is said. `show` makes its words
 * visible there.
 */
export function toEndSentence(handoff: HandoffEnd | undefined, show: (text: string) => string): string {
  if (handoff === undefined) return l10n.t('The agent ended the conversation.');
  const destination = show(handoff.destination ?? '');
  const reason = show(handoff.reason ?? '');
  if (destination && reason) {
    return l10n.t('The agent handed the conversation off to {0} ({1}).', destination, reason);
  }
  if (destination) return l10n.t('The agent handed the conversation off to {0}.', destination);
  return reason
    ? l10n.t('The agent handed the conversation off ({0}).', reason)
    : l10n.t('The agent handed the conversation off.');
}
