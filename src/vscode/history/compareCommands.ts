import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import { compareConversations } from '../../core/conversation/compareConversations.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { normalisable, type Normalisable } from '../../core/conversation/normaliseText.ts';
import type { History } from '../../core/history/history.ts';
import { toComparisonMarkdown, toDifferenceSentence } from '../../core/wording/comparisonText.ts';
import { toTranscriptTitle } from '../../core/wording/transcriptTitle.ts';
import { noteInStatusBar } from '../asking/notifications.ts';
import { pickItems } from '../asking/quickInput.ts';
import type { CommandHandlers } from '../commands/commands.ts';
import { type ConversationChooser, pickConversation } from '../conversation/chooseConversation.ts';
import {
  type Compared,
  keepIgnored,
  readCompared,
  readIgnored,
  toComparisonUri,
} from '../documents/comparisons.ts';
import { documentSchemes } from '../documents/plainFiles.ts';
import type { Documents } from '../documents/registerDocuments.ts';

export type CompareCommands = Pick<
  CommandHandlers,
  'polyai.compareConversations' | 'polyai.ignoreInComparisons' | 'polyai.copyComparison'
>;

export interface CompareCommandDeps {
  readonly history: Pick<History, 'page' | 'latestReplay'>;
  readonly find: (id: string) => Conversation | undefined;
  readonly choose: Pick<ConversationChooser, 'any' | 'find' | 'named'>;
  /** Where it is kept what is ignored. */
  readonly state: vscode.Memento;
  readonly documents: Pick<Documents, 'refresh'>;
}

/** Two conversations in the editor's own comparison, turn beside turn. */
export function createCompareCommands(deps: CompareCommandDeps): CompareCommands {
  const { find: get, history, state } = deps;
  const { find } = deps.choose;
  const compare = ({ left, right }: Compared) => {
    const [first, second] = [find(left), find(right)];
    const options = { ignored: readIgnored(state), locale: vscode.env.language };
    return { first, second, options, comparison: compareConversations(first, second, options) };
  };
  /** The one it is compared with: said again in it, or by it, or another one that is asked for. */
  async function findOther(one: Conversation): Promise<string | undefined> {
    const rerun = history.latestReplay(one.id);
    const known = one.replayOf !== undefined && get(one.replayOf) ? one.replayOf : rerun;
    const name = toTranscriptTitle(one, vscode.env.language);
    return known ?? pickConversation(history, `${l10n.t('Compare Conversations')}: ${name}`, one.id);
  }

  return {
    async 'polyai.compareConversations'(argument, selected) {
      const [first = '', second] = deps.choose.named(argument, selected);
      const one =
        second === undefined ? await deps.choose.any(argument, l10n.t('Compare Conversations')) : find(first);
      if (!one) return;
      const otherId = second ?? (await findOther(one));
      if (otherId === undefined) return;
      const other = find(otherId);
      const isOlder = one.createdAt <= other.createdAt;
      const [left, right] = isOlder ? [one, other] : [other, one];
      const compared = { left: left.id, right: right.id };
      const { comparison } = compare(compared);
      const nameOf = (conversation: Conversation) => toTranscriptTitle(conversation, vscode.env.language);
      await vscode.commands.executeCommand(
        'vscode.diff',
        toComparisonUri(compared, 'left', nameOf(left)),
        toComparisonUri(compared, 'right', nameOf(right)),
        `${nameOf(left)} ↔ ${nameOf(right)} (${toDifferenceSentence(comparison.differing, comparison.turns.length)})`,
        { preview: true },
      );
    },

    async 'polyai.ignoreInComparisons'() {
      const before = readIgnored(state);
      const picked = await pickItems(
        normalisable.map((kind) => ({
          label: toIgnoredLabel(kind),
          ignored: kind,
          picked: before.includes(kind),
        })),
        {
          title: l10n.t('Ignore in Comparisons'),
          placeHolder: l10n.t('What may differ without being a difference?'),
        },
      );
      if (picked === undefined) return;
      await keepIgnored(
        state,
        picked.map(({ ignored }) => ignored),
      );
      deps.documents.refresh(documentSchemes.comparison);
    },

    async 'polyai.copyComparison'() {
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      const uri =
        input instanceof vscode.TabInputTextDiff
          ? input.modified
          : vscode.window.activeTextEditor?.document.uri;
      const compared = uri && readCompared(uri);
      if (compared === undefined) throw new HumanError(l10n.t('Compare two conversations first.'));
      const { first, second, comparison, options } = compare(compared);
      await vscode.env.clipboard.writeText(toComparisonMarkdown(first, second, comparison, options));
      noteInStatusBar(l10n.t('The comparison was copied as Markdown.'));
    },
  };
}

function toIgnoredLabel(kind: Normalisable): string {
  switch (kind) {
    case 'dates':
      return l10n.t('Dates');
    case 'times':
      return l10n.t('Times of day');
    case 'amounts':
      return l10n.t('Amounts of money and percentages');
    case 'ids':
      return l10n.t('Ids and long numbers');
    case 'whiteSpace':
      return l10n.t('White space');
  }
}
