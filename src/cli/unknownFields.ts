const documented: ReadonlySet<string> = new Set([
  'conversation_id',
  'response',
  'end_conversation',
  'handoff',
]);

/** What a reply has beyond what the API documents; undefined when that is nothing. */
export function toUnknownFields(body: string | undefined): Readonly<Record<string, unknown>> | undefined {
  let reply: unknown;
  try {
    reply = JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
  const fields = Object.entries(reply as object).filter(([name]) => !documented.has(name));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}
