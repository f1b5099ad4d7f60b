import type { ConnectionSnapshot } from '../conversation/conversation.ts';
import type { History } from './history.ts';

/** So many conversations are looked at, and so many of this agent read: a list is waited for while a person types. */
const mostLookedAt = 60;
const mostRead = 15;
const mostTurns = 40;
const mostMessages = 40;
const longestMessage = 300;

/** What was said to an agent in its newest conversations, each once, the newest first. */
export function saidBefore(
  history: Pick<History, 'page' | 'get'>,
  agent: Pick<ConnectionSnapshot, 'accountId' | 'projectId'>,
): readonly string[] {
  const said = new Set<string>();
  const same = history
    .page({ limit: mostLookedAt })
    .conversations.filter(({ connection: { accountId, projectId }, turnCount }) => {
      return accountId === agent.accountId && projectId === agent.projectId && turnCount <= mostTurns;
    });
  for (const { id } of same.slice(0, mostRead)) {
    for (const { userText = '' } of history.get(id)?.turns ?? []) {
      if (userText.trim() !== '' && userText.length <= longestMessage) said.add(userText);
      if (said.size >= mostMessages) return [...said];
    }
  }
  return [...said];
}
