import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { History, HistorySearch, SearchHit } from '../../core/history/history.ts';
import { parseSearchQuery } from '../../core/history/search/searchQuery.ts';
import { doConnectionsDiffer, toRowDescription, toRowLabel } from '../../core/wording/historyRows.ts';
import { toProblemSentence, toSearchOffers } from '../../core/wording/searchOffers.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { ask } from '../asking/ask.ts';
import { createPickList, setRows } from '../asking/quickInput.ts';
import { iconOf } from './stateIcon.ts';

export interface SearchHistoryDeps {
  readonly history: Pick<History, 'search' | 'labelsInUse'>;
  /** Shows the conversation, at the turn if there is one. */
  open?(id: string, turnIndex: number | undefined): void;
  /** Takes what was typed as the filter of the view, instead of a conversation. */
  filter?(text: string): Promise<void>;
  /** What stands in the box at first. */
  readonly text?: string | undefined;
  readonly onError: (error: unknown) => void;
}

interface SearchRow extends vscode.QuickPickItem {
  readonly hit?: SearchHit;
  /** What stands in the box when it is taken. */
  readonly text?: string;
  readonly isMore?: true;
  readonly isFilter?: true;
}

const pageLength = 50;
/** Before a filter is set, a few rows say what it would leave. */
const previewLength = 5;
const longestLine = 200;

/** *Search History…*: every letter searches anew, and what was found before stays until there is something else. */
export async function searchHistory(deps: SearchHistoryDeps): Promise<void> {
  const list = createPickList<SearchRow>([], undefined);
  const title = deps.filter ? l10n.t('Filter History') : l10n.t('Search History');
  list.title = title;
  list.placeholder = l10n.t('Words, “a phrase”, or a filter such as from:agent state:failed after:7d');
  list.matchOnDescription = false;
  list.value = deps.text ?? '';
  const known = deps.history.labelsInUse();
  let running = new AbortController();
  let search: HistorySearch | undefined;
  let hits: SearchHit[] = [];

  const show = (hasMore: boolean, isIndexComplete: boolean) => {
    const { problems } = parseSearchQuery(list.value, Date.now());
    const context = {
      now: Date.now(),
      locale: vscode.env.language,
      showsConnection: doConnectionsDiffer(hits.map(({ conversation }) => conversation)),
    };
    list.title = isIndexComplete
      ? title
      : l10n.t('Search History · older conversations are still being indexed and take longer');
    setRows(list, [
      ...(deps.filter ? [toFilterRow(list.value)] : []),
      ...problems.map((problem) => toSeparator(toProblemSentence(problem))),
      ...toSearchOffers(list.value, known).map(toOfferRow),
      ...(hits.length > 0 ? [toSeparator(l10n.t('Conversations'))] : []),
      ...hits.slice(0, deps.filter ? previewLength : hits.length).map((hit) => toHitRow(hit, context)),
      ...(hasMore && !deps.filter
        ? [{ label: l10n.t('Show more'), alwaysShow: true, isMore: true } as const]
        : []),
      ...(hits.length === 0 && list.value.trim() !== ''
        ? [{ label: l10n.t('Nothing was found.'), alwaysShow: true }]
        : []),
    ]);
  };

  const readOn = async (signal: AbortSignal) => {
    if (search === undefined) return;
    list.busy = true;
    const { hits: more, hasMore, isIndexComplete } = await search.next(pageLength, signal);
    if (signal.aborted) return;
    hits = [...hits, ...more];
    show(hasMore, isIndexComplete);
    list.busy = false;
  };
  const begin = () => {
    running.abort();
    running = new AbortController();
    hits = [];
    search = deps.history.search(parseSearchQuery(list.value, Date.now()));
    readOn(running.signal).catch(deps.onError);
  };
  const answer = await ask<SearchRow>(list, (finish) => {
    list.onDidChangeValue(begin);
    list.onDidAccept(() => {
      const [row] = list.selectedItems;
      if (row?.text !== undefined) {
        list.value = row.text;
        begin();
      } else if (row?.isMore) readOn(running.signal).catch(deps.onError);
      else if (row?.isFilter) finish({ ...row, text: list.value });
      else if (row?.hit) finish(row);
    });
    begin();
  });
  running.abort();
  if (answer?.isFilter) await deps.filter?.(answer.text ?? '');
  else if (answer?.hit) deps.open?.(answer.hit.conversation.id, answer.hit.turnIndex);
}

function toFilterRow(text: string): SearchRow {
  const label =
    text.trim() === '' ? l10n.t('Show all conversations') : l10n.t('Show only: {0}', toVisibleLine(text, 80));
  return { label, alwaysShow: true, isFilter: true, iconPath: new vscode.ThemeIcon('filter') };
}

function toSeparator(label: string): SearchRow {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function toOfferRow({
  text,
  label,
  meaning,
}: {
  text: string;
  label: string;
  meaning?: string | undefined;
}): SearchRow {
  return { label, text, alwaysShow: true, ...(meaning === undefined ? {} : { description: meaning }) };
}

function toHitRow(
  { conversation, line, from, turnIndex }: SearchHit,
  context: Parameters<typeof toRowDescription>[1],
): SearchRow {
  const said = line === undefined ? undefined : toVisibleLine(line.text, longestLine);
  const speaker = from === 'agent' ? l10n.t('Agent') : l10n.t('You');
  return {
    label: toRowLabel(conversation),
    description: toRowDescription(conversation, context),
    ...(said === undefined ? {} : { detail: turnIndex === undefined ? said : `${speaker}: ${said}` }),
    iconPath: iconOf(conversation.state),
    alwaysShow: true,
    hit: { conversation, line, from, turnIndex },
  };
}
