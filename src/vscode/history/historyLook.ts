import * as vscode from 'vscode';
import { historyGroupings, type HistoryGrouping } from '../../core/wording/historyGroups.ts';

/** How a person has chosen to look at the history; it survives a restart of the window. */
export interface HistoryLook {
  readonly grouping: HistoryGrouping;
  /** As typed into the search; empty shows all. */
  readonly filter: string;
  change(look: { readonly grouping?: HistoryGrouping; readonly filter?: string }): void;
}

const key = 'polyai.historyLook';

export function createHistoryLook(state: vscode.Memento): HistoryLook {
  const kept = state.get<{ grouping?: unknown; filter?: unknown }>(key) ?? {};
  let grouping = historyGroupings.find((one) => one === kept.grouping) ?? 'day';
  let filter = typeof kept.filter === 'string' ? kept.filter : '';
  const tell = () =>
    void vscode.commands.executeCommand('setContext', 'polyai.historyFiltered', filter !== '');
  tell();
  return {
    get grouping() {
      return grouping;
    },
    get filter() {
      return filter;
    },
    change(look) {
      grouping = look.grouping ?? grouping;
      filter = look.filter?.trim() ?? filter;
      tell();
      void state.update(key, { grouping, filter });
    },
  };
}
