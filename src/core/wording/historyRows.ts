import * as l10n from '@vscode/l10n';
import { toLocalDate } from '../common/localDate.ts';
import { isLive } from '../connection/connection.ts';
import type { ConversationState } from '../conversation/conversation.ts';
import { toStateText } from './stateText.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import type { ConversationSummary } from '../history/history.ts';
import { toRerunText, toShortRerunText } from './rerunText.ts';
import { toPlainLabel } from '../text/plainLabel.ts';
import { environmentLabel } from './plainText.ts';

/** Now, and the language in which dates and ages are written. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** As in `de` or `en-GB`; the system's when undefined. */
  readonly locale?: string | undefined;
  /** The day stands above the row, which then says the time alone. */
  readonly isDaySaid?: boolean | undefined;
}

/** The conversations of one day of the local calendar, newest first. */
export interface HistoryDay {
  /** `2026-11-23`: stable, also when the heading becomes "Yesterday". */
  readonly key: string;
  readonly heading: string;
  readonly conversations: readonly ConversationSummary[];
}

/** Groups what is sorted newest first by the days of the local calendar. */
export function toHistoryDays(conversations: readonly ConversationSummary[], moment: Moment): HistoryDay[] {
  const days = new Map<string, ConversationSummary[]>();
  for (const conversation of conversations) {
    const key = toLocalDate(new Date(conversation.createdAt));
    const day = days.get(key);
    if (day) day.push(conversation);
    else days.set(key, [conversation]);
  }
  return [...days].map(([key, rows]) => ({
    key,
    heading: toHeading(key, rows[0], moment),
    conversations: rows,
  }));
}

/** What the person will remember: the first thing they said, or the greeting if they said nothing. */
export function toRowLabel({ title, firstUserText, firstReply, state }: ConversationSummary): string {
  const text =
    toPlainLabel(title ?? '') || toPlainLabel(firstUserText ?? '') || toPlainLabel(firstReply ?? '');
  if (text) return text;
  return state === 'creating' ? l10n.t('(waiting for the reply)') : l10n.t('(no reply)');
}

/** In characters: what the side bar at its usual width has room for in one row. */
const longestRow = 30;
/** Without what may be cut off at its end. */
const longestWhole = 36;
const shortestTreeLabel = 12;
/** Of a rerun, which is called what the one before it is called: its verdict tells it from that. */
const shortestRerunLabel = 8;

/** The label as the tree shows it: as long as what tells the row from others leaves it room. The tooltip has all of it. */
export function toTreeLabel(summary: ConversationSummary, moment: Moment): string {
  const isRerun = summary.rerun !== undefined;
  // A verdict leaves no room for tags or a connection anyway.
  const room = (isRerun ? longestWhole : longestRow) - join(toFirstFacts(summary, moment, true)).length;
  return toVisibleLine(toRowLabel(summary), Math.max(isRerun ? shortestRerunLabel : shortestTreeLabel, room));
}

export interface RowContext extends Moment {
  /** The rows around it belong to several connections, so each says its own. */
  readonly showsConnection: boolean;
}

/** Whether the connection tells these rows apart. */
export function doConnectionsDiffer(conversations: readonly ConversationSummary[]): boolean {
  return new Set(conversations.map(({ connection }) => connection.connectionName)).size > 1;
}

/** Age, LIVE, the state when it is not an ordinary end, the connection: what matters first, for the end may be cut. */
export function toRowDescription(conversation: ConversationSummary, context: RowContext): string {
  return join([...toFirstFacts(conversation, context, false), ...toLastFacts(conversation, context)]);
}

/** The same where there is little room. The tooltip and what is read aloud have all of it. */
export function toTreeDescription(conversation: ConversationSummary, context: RowContext): string {
  return join([...toFirstFacts(conversation, context, true), ...toLastFacts(conversation, context)]);
}

/** In the tree the icon says that a conversation is open. */
function toFirstFacts(conversation: ConversationSummary, moment: Moment, isTree: boolean): readonly string[] {
  const { connection, createdAt, state, replayOf, rerun, broadcastId, parameters } = conversation;
  const age = toAge(createdAt, moment);
  const live = isLive(connection) ? environmentLabel('live') : '';
  const result = replayOf === undefined ? '' : isTree ? toShortRerunText(rerun) : toRerunText(rerun);
  const ownState = isOrdinary(state) || (isTree && state === 'open') ? '' : toRowState(conversation);
  // In those of a broadcast the same was said: most often the variant tells them apart.
  const variant = broadcastId === undefined ? '' : toPlainLabel(parameters.variantId ?? '');
  // A verdict of four words leaves the age no room: it comes where it may be cut.
  return isTree && rerun !== undefined
    ? [live, result, ownState, age]
    : [age, live, result, ownState, variant];
}

function toLastFacts(conversation: ConversationSummary, context: RowContext): readonly string[] {
  const { connection, isFromTest, broadcastId, tags } = conversation;
  return [
    isFromTest ? l10n.t('test') : '',
    broadcastId === undefined ? '' : l10n.t('broadcast'),
    ...(tags ?? []).map((tag) => `#${toPlainLabel(tag)}`),
    context.showsConnection ? toPlainLabel(connection.connectionName) : '',
  ];
}

function join(facts: readonly string[]): string {
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** The row as it is read aloud: the state in words even where a sighted person sees only the icon. */
export function toRowSpeech(conversation: ConversationSummary, context: RowContext): string {
  const description = toRowDescription(conversation, context);
  const state = isOrdinary(conversation.state) ? [toStateText(conversation)] : [];
  return [toRowLabel(conversation), description.replaceAll(' · ', ', '), ...state].join(', ');
}

function toRowState(conversation: ConversationSummary): string {
  const status = conversation.lastError?.status;
  return conversation.state === 'failed' && status !== undefined
    ? l10n.t('failed ({0})', status)
    : toPlainLabel(toStateText(conversation));
}

function isOrdinary(state: ConversationState): boolean {
  return state === 'ended' || state === 'closed';
}

/** Of today how long ago, of an earlier day when it was: a row that is not of today never changes. */
function toAge(createdAt: string, { now, locale, isDaySaid }: Moment): string {
  const created = new Date(createdAt);
  if (toLocalDate(created) !== toLocalDate(new Date(now))) {
    const time = { hour: '2-digit', minute: '2-digit' } as const;
    const isThisYear = created.getFullYear() === new Date(now).getFullYear();
    const date = { day: 'numeric', month: 'short' } as const;
    const day = isThisYear ? ({ ...date, ...time } as const) : ({ ...date, year: 'numeric' } as const);
    return created.toLocaleString(locale, isDaySaid ? time : day);
  }
  const minutes = Math.floor((now - created.getTime()) / 60_000);
  if (minutes < 1) return l10n.t('now');
  const [amount, unit] = minutes < 60 ? [minutes, 'minute'] : [Math.floor(minutes / 60), 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(amount);
}

function toHeading(key: string, first: ConversationSummary | undefined, { now, locale }: Moment): string {
  const today = new Date(now);
  if (key === toLocalDate(today)) return l10n.t('Today');
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (key === toLocalDate(yesterday)) return l10n.t('Yesterday');
  const day = new Date(first?.createdAt ?? key);
  const year = day.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return day.toLocaleDateString(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(year === undefined ? {} : { year }),
  });
}
