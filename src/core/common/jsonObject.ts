export type JsonObject = Readonly<Record<string, unknown>>;

/** Neither a list nor null. Browser-safe. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
