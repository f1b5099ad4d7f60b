import type { Conversation, Turn } from '../../conversation/conversation.ts';
import { toRecordedHead, toRecordedTurn } from '../../conversation/recordedPart.ts';
import type { RerunResult } from '../../conversation/rerunResult.ts';
import type { ConversationLabels } from '../history.ts';

/** A conversation with what a person has put on it, as it leaves a history and comes into another one. */
export interface ExportedConversation {
  readonly conversation: Conversation;
  readonly labels: ConversationLabels;
  /** Of one in which the turns of another were said again. */
  readonly rerun?: RerunResult | undefined;
}

/** Of a line; one more with every change of what stands in it, so that no older program loses any of it. */
export const exportVersion = 1;

/** That there was a call, when, and how it went; not what was said. */
export function withoutTexts({ conversation, labels, ...rest }: ExportedConversation): ExportedConversation {
  const turns = conversation.turns.map((turn): Turn => ({ ...turn, recorded: false }));
  const { title: _, note: __, ...otherLabels } = labels;
  return {
    ...rest,
    conversation: { ...toRecordedHead({ ...conversation, turns }), turns: turns.map(toRecordedTurn) },
    labels: otherLabels,
  };
}

/** Complete, on one line. */
export function toJsonLine({ conversation, labels, rerun }: ExportedConversation): string {
  const { title, note, tags, pinnedAt } = labels;
  return JSON.stringify({
    version: exportVersion,
    labels: { title, note, tags, pinnedAt },
    rerun,
    conversation,
  });
}
