import type { Conversation } from '../conversation/conversation.ts';
import { toVisibleLine } from '../text/visibleText.ts';

const longestTitle = 40;

/**
 * The title of a transcript's tab. It is also the name that "Save As" proposes, so it is made of what the user
 * said or called the connection, never of the agent's text, and of letters, numbers and spaces only: no name of a
 * file elsewhere, no ending that an editor or a system would act on.
 */
export function toTranscriptTitle(conversation: Conversation, locale: string | undefined): string {
  const { connection, createdAt, turns } = conversation;
  const said = toName(turns.find((turn) => turn.userText)?.userText ?? '');
  if (said) return said;
  const created = new Date(createdAt);
  const day = created.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
  const time = [created.getHours(), created.getMinutes()].map((part) => String(part).padStart(2, '0'));
  return toName(`${connection.connectionName} ${day} ${time.join('-')}`);
}

function toName(text: string): string {
  return toVisibleLine(text.slice(0, 1000).replaceAll(/[^\p{L}\p{M}\p{N}’'-]+/gu, ' '), longestTitle);
}
