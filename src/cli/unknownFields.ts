import { membersOfJson } from '../core/common/jsonText.ts';

const documented: ReadonlySet<string> = new Set([
  'conversation_id',
  'response',
  'end_conversation',
  'handoff',
]);

/** What a reply has beyond what the API documents, as JSON text to the letter; undefined when that is nothing. */
export function toUnknownFields(body: string | undefined): string | undefined {
  const fields = [...readMembers(body ?? '')].filter(([name]) => !documented.has(name));
  if (fields.length === 0) return undefined;
  return `{${fields.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

function readMembers(body: string): ReadonlyMap<string, string> {
  try {
    JSON.parse(body);
  } catch {
    return new Map();
  }
  return membersOfJson(body);
}
