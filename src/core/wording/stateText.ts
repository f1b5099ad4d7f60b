import * as l10n from '@vscode/l10n';
import type { Conversation } from '../conversation/conversation.ts';
import { type HandoffEnd, handoffOf } from '../conversation/conversationEnd.ts';
import { toVisibleLine } from '../text/visibleText.ts';

/** How a conversation stands, in a few words for a row or a header. Text from outside in it is made visible. */
export function toStateText(conversation: Pick<Conversation, 'state' | 'handoff'>): string {
  switch (conversation.state) {
    case 'creating':
      return l10n.t('waiting for the agent');
    case 'open':
      return l10n.t('open');
    case 'ended':
      return l10n.t('ended by the agent');
    case 'handedOff':
      return handedOff(handoffOf(conversation));
    case 'closed':
      return l10n.t('closed');
    case 'expired':
      return l10n.t('expired');
    case 'failed':
      return l10n.t('failed');
    case 'imported':
      return l10n.t('imported');
    default:
      return l10n.t('unknown');
  }
}

function handedOff(handoff: HandoffEnd): string {
  const destination = toVisibleLine(handoff.destination ?? '', 60);
  const reason = toVisibleLine(handoff.reason ?? '', 60);
  if (destination && reason) return l10n.t('handed off to {0} ({1})', destination, reason);
  const known = destination || reason;
  return known ? l10n.t('handed off · {0}', known) : l10n.t('handed off');
}
