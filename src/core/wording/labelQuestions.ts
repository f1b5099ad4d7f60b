import * as l10n from '@vscode/l10n';
import type { ConversationLabels, ConversationSummary } from '../history/history.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import { toRowLabel } from './historyRows.ts';

/** A question about what a person puts on conversations. */
export interface LabelQuestion {
  readonly title: string;
  readonly prompt: string;
  /** One text for all of them; of several it is empty unless they have the same. */
  readonly value: string;
  readonly validate: (text: string) => string | undefined;
  readonly toLabels: (text: string) => ConversationLabels;
}

const longestTitle = 200;
const longestNote = 2000;

export function titleQuestion(summary: ConversationSummary): LabelQuestion {
  return {
    title: titleFor(l10n.t('Rename Conversation'), [summary]),
    prompt: l10n.t('Empty shows what was said first: {0}', toRowLabel({ ...summary, title: undefined })),
    value: summary.title ?? '',
    validate: (text) => tooLong(text, longestTitle),
    toLabels: (title) => ({ title }),
  };
}

export function tagsQuestion(known: readonly ConversationSummary[]): LabelQuestion {
  return {
    title: titleFor(l10n.t('Tag Conversation'), known),
    prompt: l10n.t('Tags, with commas between. The search finds them with tag:'),
    value: sameOf(known.map(({ tags }) => tags?.join(', '))),
    validate: (text) => tooLong(text, longestTitle),
    toLabels: (text) => ({ tags: text.split(',') }),
  };
}

export function noteQuestion(known: readonly ConversationSummary[]): LabelQuestion {
  return {
    title: titleFor(l10n.t('Edit Note'), known),
    prompt: l10n.t('Shown in the tooltip, and found by the search.'),
    value: sameOf(known.map(({ note }) => note)),
    validate: (text) => tooLong(text, longestNote),
    toLabels: (note) => ({ note }),
  };
}

/** A command from the palette names no conversation: what it is about is said before anything is done. */
function titleFor(title: string, meant: readonly ConversationSummary[]): string {
  return `${title}: ${toMeantText(meant)}`;
}

/** "Is there a gym?", "2 conversations". */
export function toMeantText(meant: readonly ConversationSummary[]): string {
  const [only] = meant;
  return only !== undefined && meant.length === 1
    ? toVisibleLine(toRowLabel(only), 40)
    : l10n.t('{0} conversations', meant.length);
}

function sameOf(texts: readonly (string | undefined)[]): string {
  const known = new Set(texts.map((text) => text ?? ''));
  const [first = ''] = known;
  return known.size === 1 ? first : '';
}

function tooLong(text: string, longest: number): string | undefined {
  return text.length > longest ? l10n.t('That is too long: at most {0} characters.', longest) : undefined;
}
