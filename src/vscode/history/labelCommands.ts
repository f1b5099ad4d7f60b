import * as l10n from '@vscode/l10n';
import type { ConversationLabels, History } from '../../core/history/history.ts';
import { toRowLabel } from '../../core/wording/historyRows.ts';
import { askText } from '../asking/questions.ts';
import type { CommandHandlers } from '../commands/commands.ts';
import type { ConversationChooser } from '../conversation/chooseConversation.ts';

export type LabelCommands = Pick<
  CommandHandlers,
  | 'polyai.pinConversation'
  | 'polyai.renameConversation'
  | 'polyai.tagConversation'
  | 'polyai.noteConversation'
>;

export interface LabelCommandDeps {
  readonly history: Pick<History, 'label' | 'summary'>;
  readonly choose: Pick<ConversationChooser, 'any' | 'several'>;
  /** What is kept must hold no key. */
  readonly mask: (text: string) => Promise<string>;
}

const longestTitle = 200;
const longestNote = 2000;

/** What a person puts on conversations: a title, a note, tags, a pin. */
export function createLabelCommands({ history, choose, mask }: LabelCommandDeps): LabelCommands {
  /** One text for all of them; of several the box is empty unless they have the same. */
  async function ask(
    ids: readonly string[],
    question: { readonly title: string; readonly prompt: string; readonly longest: number },
    read: (labels: ConversationLabels) => string | undefined,
  ): Promise<string | undefined> {
    const known = new Set(ids.map((id) => read(history.summary(id) ?? {}) ?? ''));
    const answer = await askText({
      title: question.title,
      prompt: question.prompt,
      value: known.size === 1 ? [...known][0] : '',
      validate: (text) =>
        text.length > question.longest
          ? l10n.t('That is too long: at most {0} characters.', question.longest)
          : undefined,
    });
    return answer.kind === 'next' ? mask(answer.value) : undefined;
  }

  return {
    async 'polyai.pinConversation'(argument, selected) {
      const ids = await choose.several(argument, selected, l10n.t('Pin or Unpin'));
      const isPinned = ids.every((id) => history.summary(id)?.pinnedAt !== undefined);
      if (ids.length > 0) history.label(ids, { pinnedAt: isPinned ? undefined : new Date().toISOString() });
    },

    async 'polyai.renameConversation'(argument) {
      const conversation = await choose.any(argument, l10n.t('Rename Conversation'));
      const summary = conversation && history.summary(conversation.id);
      if (summary === undefined) return;
      const ids = [summary.id];
      const title = await ask(
        ids,
        {
          title: l10n.t('Rename Conversation'),
          prompt: l10n.t(
            'Empty shows what was said first: {0}',
            toRowLabel({ ...summary, title: undefined }),
          ),
          longest: longestTitle,
        },
        (labels) => labels.title,
      );
      if (title !== undefined) history.label(ids, { title });
    },

    async 'polyai.tagConversation'(argument, selected) {
      const ids = await choose.several(argument, selected, l10n.t('Tag Conversation'));
      if (ids.length === 0) return;
      const tags = await ask(
        ids,
        {
          title: l10n.t('Tag Conversation'),
          prompt: l10n.t('Tags, with commas between. The search finds them with tag:'),
          longest: longestTitle,
        },
        (labels) => labels.tags?.join(', '),
      );
      if (tags !== undefined) history.label(ids, { tags: tags.split(',') });
    },

    async 'polyai.noteConversation'(argument, selected) {
      const ids = await choose.several(argument, selected, l10n.t('Edit Note'));
      if (ids.length === 0) return;
      const note = await ask(
        ids,
        {
          title: l10n.t('Edit Note'),
          prompt: l10n.t('Shown in the tooltip, and found by the search.'),
          longest: longestNote,
        },
        (labels) => labels.note,
      );
      if (note !== undefined) history.label(ids, { note });
    },
  };
}
