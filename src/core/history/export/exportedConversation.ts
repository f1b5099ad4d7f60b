import * as l10n from '@vscode/l10n';
import { HumanError } from '../../common/humanError.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import { toRecordedHead, toRecordedTurn } from '../../conversation/recordedPart.ts';
import type { ConversationLabels } from '../history.ts';
import { fromConversationRow, fromTurnRow, toConversationColumns, toTurnColumns } from '../rows.ts';

/** A conversation with what a person has put on it, as it leaves a history and comes into another one. */
export interface ExportedConversation {
  readonly conversation: Conversation;
  readonly labels: ConversationLabels;
}

/** Of the lines below; fields are added, never changed. */
const version = 1;

/** That there was a call, when, and how it went; not what was said. */
export function withoutTexts({ conversation, labels }: ExportedConversation): ExportedConversation {
  const turns = conversation.turns.map((turn) => ({ ...turn, recorded: false }));
  const { title: _, note: __, ...rest } = labels;
  return {
    conversation: { ...toRecordedHead({ ...conversation, turns }), turns: turns.map(toRecordedTurn) },
    labels: rest,
  };
}

/** Complete, on one line. */
export function toJsonLine({ conversation, labels }: ExportedConversation): string {
  const { title, note, tags, pinnedAt } = labels;
  return JSON.stringify({ version, labels: { title, note, tags, pinnedAt }, conversation });
}

/** Throws HumanError. What cannot be understood becomes a blank, by the rule for rows of the database. */
export function readJsonLine(text: string, line: number): ExportedConversation {
  try {
    const read = JSON.parse(text) as { version?: unknown } & ExportedConversation;
    if (read.version !== version) throw new Error('another version');
    const { conversation, labels } = read;
    const turns = conversation.turns.map((turn, index) =>
      fromTurnRow({ ...toTurnColumns(turn), id: turn.id, turn_index: index }, index),
    );
    return { conversation: { ...fromConversationRow(toConversationColumns(conversation)), turns }, labels };
  } catch (cause) {
    throw new HumanError(l10n.t('Line {0} is no exported conversation.', line), {
      remedy: l10n.t('Import a file that was exported as JSON Lines.'),
      cause,
    });
  }
}
