import * as l10n from '@vscode/l10n';
import type { ConversationSummary } from '../history/history.ts';
import { type HistoryDay, type Moment, toHistoryDays } from './historyRows.ts';
import { toPlainLabel } from '../text/plainLabel.ts';
import { toStateText } from './stateText.ts';

export const historyGroupings = ['day', 'connection', 'state', 'none'] as const;

export type HistoryGrouping = (typeof historyGroupings)[number];

/** Rows under a heading; the heading is empty when there are no groups. */
export interface HistoryGroup {
  /** Stable, whatever the heading says: `day:2026-11-23`. */
  readonly key: string;
  readonly heading: string;
  readonly conversations: readonly ConversationSummary[];
}

/** What is pinned stands above all, and once; the others by the grouping, each group where its newest row would be. */
export function toHistoryGroups(
  conversations: readonly ConversationSummary[],
  pinned: readonly ConversationSummary[],
  grouping: HistoryGrouping,
  moment: Moment,
): readonly HistoryGroup[] {
  const above = new Set(pinned.map(({ id }) => id));
  const others = conversations.filter(({ id }) => !above.has(id));
  return [
    ...(pinned.length > 0 ? [{ key: 'pinned', heading: l10n.t('Pinned'), conversations: pinned }] : []),
    ...groupBy(others, grouping, moment),
  ];
}

function groupBy(
  conversations: readonly ConversationSummary[],
  grouping: HistoryGrouping,
  moment: Moment,
): readonly HistoryGroup[] {
  switch (grouping) {
    case 'day':
      return toHistoryDays(conversations, moment).map(toDayGroup);
    case 'connection':
      return collect(
        conversations,
        ({ connection }) => connection.connectionId,
        ({ connection }) => toPlainLabel(connection.connectionName) || l10n.t('(no name)'),
      );
    case 'state':
      return collect(
        conversations,
        ({ state }) => state,
        ({ state }) => toStateText({ state }),
      );
    case 'none':
      return conversations.length > 0 ? [{ key: 'all', heading: '', conversations }] : [];
  }
}

function toDayGroup({ key, heading, conversations }: HistoryDay): HistoryGroup {
  return { key: `day:${key}`, heading, conversations };
}

function collect(
  conversations: readonly ConversationSummary[],
  keyOf: (conversation: ConversationSummary) => string,
  headingOf: (conversation: ConversationSummary) => string,
): readonly HistoryGroup[] {
  const groups = new Map<string, { heading: string; rows: ConversationSummary[] }>();
  for (const conversation of conversations) {
    const key = keyOf(conversation);
    const known = groups.get(key);
    if (known) known.rows.push(conversation);
    else groups.set(key, { heading: headingOf(conversation), rows: [conversation] });
  }
  return [...groups].map(([key, { heading, rows }]) => ({
    key: `group:${key}`,
    heading,
    conversations: rows,
  }));
}

/** As it is offered. */
export function toGroupingLabel(grouping: HistoryGrouping): string {
  switch (grouping) {
    case 'day':
      return l10n.t('By day');
    case 'connection':
      return l10n.t('By connection');
    case 'state':
      return l10n.t('By state');
    case 'none':
      return l10n.t('No groups');
  }
}
