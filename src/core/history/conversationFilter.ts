import type { SQLInputValue } from 'node:sqlite';
import type { ConversationState } from '../conversation/conversation.ts';
import { foldText } from './search/foldText.ts';

/** Which conversations are meant. All that is given has to hold; an empty filter means every one. */
export interface ConversationFilter {
  /** Ours: `Connection.id`. */
  readonly connectionIds?: readonly string[] | undefined;
  /** Parts of the connection's name; one of them is enough. */
  readonly connectionNames?: readonly string[] | undefined;
  readonly states?: readonly ConversationState[] | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly variants?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  /** All of them. */
  readonly tags?: readonly string[] | undefined;
  readonly is?: readonly ConversationTrait[] | undefined;
  /** ISO 8601: created from then on, and created before. */
  readonly createdFrom?: string | undefined;
  readonly createdBefore?: string | undefined;
}

export const conversationTraits = ['pinned', 'failed', 'handoff', 'open', 'rerun', 'test', 'own'] as const;

export type ConversationTrait = (typeof conversationTraits)[number];

const conditionsOfTraits: Readonly<Record<ConversationTrait, string>> = {
  // The few that have a label are found without looking at the others.
  pinned: 'conversations.id IN (SELECT conversation FROM labelled) AND pinned_at IS NOT NULL',
  failed: `(state = 'failed' OR last_error IS NOT NULL)`,
  handoff: `state = 'handedOff'`,
  open: `(conversation_id IS NOT NULL AND state IN ('open', 'creating', 'unknown'))`,
  rerun: 'replay_of IS NOT NULL',
  test: 'chat_test IS NOT NULL',
  own: 'chat_test IS NULL',
};

/** Whatever stands in `rest`: half a JSON is no error of the query. */
const ofRest = (path: string) => `CASE WHEN json_valid(rest) THEN json_extract(rest, '$.${path}') END`;

export interface SqlCondition {
  /** Begins with AND, or is empty. */
  readonly sql: string;
  readonly values: Readonly<Record<string, SQLInputValue>>;
}

/** As a condition on a row of `conversations`. Whatever a person typed is a value in it, never SQL. */
export function toSqlCondition(filter: ConversationFilter): SqlCondition {
  const parts: string[] = [];
  const values: Record<string, SQLInputValue> = {};
  const oneOf = (expression: string, name: string, wanted: readonly string[] | undefined) => {
    if (wanted === undefined || wanted.length === 0) return;
    parts.push(`${expression} IN (SELECT value FROM json_each(:${name}))`);
    values[name] = JSON.stringify(wanted);
  };
  oneOf('connection_id', 'connectionIds', filter.connectionIds);
  oneOf('state', 'states', filter.states);
  oneOf('environment', 'environments', filter.environments);
  oneOf(ofRest('parameters.channel'), 'channels', filter.channels);
  oneOf(ofRest('parameters.variantId'), 'variants', filter.variants);
  if (filter.connectionNames !== undefined && filter.connectionNames.length > 0) {
    parts.push(
      `EXISTS (SELECT 1 FROM json_each(:connectionNames)
         WHERE instr(folded(${ofRest('connection.connectionName')}), value) > 0)`,
    );
    values['connectionNames'] = JSON.stringify(filter.connectionNames.map((name) => foldText(name).folded));
  }
  for (const [index, tag] of (filter.tags ?? []).entries()) {
    parts.push(`EXISTS (SELECT 1 FROM json_each(tags) WHERE folded(value) = :tag${index})`);
    values[`tag${index}`] = foldText(tag).folded;
  }
  for (const trait of filter.is ?? []) parts.push(conditionsOfTraits[trait]);
  if (filter.createdFrom !== undefined) {
    parts.push('created_at >= :createdFrom');
    values['createdFrom'] = filter.createdFrom;
  }
  if (filter.createdBefore !== undefined) {
    parts.push('created_at < :createdBefore');
    values['createdBefore'] = filter.createdBefore;
  }
  return { sql: parts.map((part) => `AND ${part}`).join(' '), values };
}
