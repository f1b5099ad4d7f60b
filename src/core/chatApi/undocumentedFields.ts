import { membersOfJson } from '../common/jsonText.ts';

const ofReplies = ['conversation_id', 'response', 'end_conversation', 'handoff'];

/** What the page and the OpenAPI document name; create may end a conversation too, whatever its schema says. */
const documented = { create: ofReplies, respond: ofReplies, close: ['success'] } as const;
const documentedOfHandoff = ['destination', 'reason'];
const documentedOfErrors = ['success', 'error', 'error_id', 'error_code', 'error_message', 'data'];

/**
 * The fields of a response that no document knows, each with its value as JSON text to the letter: newer servers say
 * more than their documents. One inside `handoff` is named `handoff.queue`. Names and values are untrusted.
 */
export function readUndocumentedFields(
  kind: keyof typeof documented,
  status: number | undefined,
  body: string | undefined,
): ReadonlyMap<string, string> {
  const members = membersOfBody(body ?? '');
  const isError = status !== undefined && status >= 400;
  const found = without(members, isError ? documentedOfErrors : documented[kind]);
  const handoff = isError || kind === 'close' ? undefined : members.get('handoff');
  const inHandoff = without(membersOfJson(handoff ?? ''), documentedOfHandoff);
  return new Map([...found, ...inHandoff.map(([name, json]) => [`handoff.${name}`, json] as const)]);
}

function without(members: ReadonlyMap<string, string>, names: readonly string[]): [string, string][] {
  return [...members].filter(([name]) => !names.includes(name));
}

function membersOfBody(body: string): ReadonlyMap<string, string> {
  try {
    JSON.parse(body);
  } catch {
    // HTML of a gateway, a body cut off: it has no fields.
    return new Map();
  }
  return membersOfJson(body);
}
