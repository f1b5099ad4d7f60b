import type { NewChatDraft } from '../../src/core/newChat/newChatDraft.ts';
import { parseNewChatDraft } from '../../src/core/newChat/parseNewChatDraft.ts';

/** Whether two drafts ask the same of the same agent, however their fields are shown. */
export function isSameRequest(one: NewChatDraft, other: NewChatDraft): boolean {
  return one === other || requestOf(one) === requestOf(other);
}

function requestOf(draft: NewChatDraft): string {
  const { parameters, firstTurn } = parseNewChatDraft(draft, []);
  // A draft that cannot be sent is told apart by what was typed.
  return JSON.stringify([draft.connectionId, parameters ?? draft, firstTurn]);
}
