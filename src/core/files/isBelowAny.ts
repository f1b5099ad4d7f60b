/** Whether the path, with `/`, is one of the others or lies below one; it costs the same however many they are. */
export function isBelowAny(path: string, others: ReadonlySet<string>): boolean {
  for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
    if (others.has(path.slice(0, at))) return true;
  }
  return false;
}
