import * as l10n from '@vscode/l10n';
import { toVisibleText } from '../../src/core/text/visibleText.ts';
import type { TurnView } from '../../src/protocol/conversation.ts';
import { agentAnnouncement } from './words.ts';

/** What there is to say about turns that are settled now and were not before. What the person said is not announced. */
export function newsOf(before: readonly TurnView[], now: readonly TurnView[]): readonly string[] {
  return now.flatMap((turn) => {
    const known = before[turn.index];
    const isNews = turn.state !== 'pending' && (known === undefined || known.state === 'pending');
    return isNews ? toAnnouncement(turn) : [];
  });
}

function toAnnouncement(turn: TurnView): readonly string[] {
  const { index, agent, failure, note, latencyMs } = turn;
  const said = [];
  if (agent) said.push(`${agentAnnouncement(index + 1, latencyMs)} ${toVisibleText(agent.text)}`);
  if (note !== undefined) said.push(note);
  if (failure) {
    const why = [failure.message, failure.remedy].filter(Boolean).join(' ');
    said.push(
      turn.state === 'unknown'
        ? l10n.t('Turn {0}, unknown: {1}', index + 1, why)
        : l10n.t('Turn {0}, failed: {1}', index + 1, why),
    );
  }
  return said.length === 0 ? [] : [said.join(' ')];
}
