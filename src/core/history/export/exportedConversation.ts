import { withoutMessages } from '../../chatApi/withoutMessages.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import { toRecordedTurn } from '../../conversation/recordedPart.ts';
import type { RerunResult } from '../../conversation/rerunResult.ts';
import type { ConversationLabels } from '../history.ts';

/** A conversation with what a person has put on it, as it leaves a history and comes into another one. */
export interface ExportedConversation {
  readonly conversation: Conversation;
  readonly labels: ConversationLabels;
  /** Of one in which the turns of another were said again. */
  readonly rerun?: RerunResult | undefined;
}

/** As much of one as is held at once. */
export interface ExportedPart extends ExportedConversation {
  /** How many turns stand before those of this part. */
  readonly place: number;
  readonly isLast: boolean;
}

/**
 * Of a line; one more with every change of what stands in it, so that no older program loses any of it. Since version 2
 * a conversation may go on in the next line.
 */
export const exportVersion = 2;

/** A part as a line says it; place and end are left out where it is the whole. */
export interface ExportedLine extends ExportedConversation, Partial<Pick<ExportedPart, 'place' | 'isLast'>> {
  readonly version: number;
}

/** That there was a call, when, and how it went; not what was said. */
export function withoutTexts({ conversation, labels, ...rest }: ExportedPart): ExportedPart {
  const { parameters, handoff } = conversation;
  const turns = conversation.turns.map((turn) => toRecordedTurn({ ...turn, recorded: false }));
  const { title: _, note: __, ...otherLabels } = labels;
  return {
    ...rest,
    conversation: {
      ...conversation,
      parameters: withoutMessages(parameters),
      handoff: handoff && { ...handoff, reason: undefined },
      turns,
    },
    labels: otherLabels,
  };
}

/** Complete, on one line, when it is all of it. */
export function toJsonLine({ conversation, labels, rerun, ...part }: ExportedPart): string {
  const { title, note, tags, pinnedAt } = labels;
  const isWhole = part.place === 0 && part.isLast;
  return JSON.stringify({
    version: isWhole ? 1 : exportVersion,
    ...(isWhole ? {} : part),
    labels: { title, note, tags, pinnedAt },
    rerun,
    conversation,
  } satisfies ExportedLine);
}
