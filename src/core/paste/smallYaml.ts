/**
 * A YAML file of a folder that anybody may have written. Parsing happens on the thread that everything else waits
 * for, and what costs time is not bytes but tokens and escapes, so these are counted before anything is built.
 */
export const maxYamlBytes = 64 * 1024;

/** Two thousand lines of attributes have about that many. Measured: the worst take 60 ms. */
const maxTokens = 8000;
const maxAliases = 10;
const maxDepth = 8;

/**
 * The document, its scalars as they are written (`1.10`, `0012` and `yes` stay themselves); aliases and merge keys mean
 * nothing. Throws for what is no YAML, and for more than a project ever holds.
 */
export async function parseSmallYaml(text: string): Promise<unknown> {
  const { CST, Lexer, isAlias, isMap, isScalar, isSeq, parseDocument } = await import('yaml');
  let tokens = 0;
  let aliases = 0;
  // Each wrong escape becomes an error of its own.
  for (const char of text) if (char === '\\' || char === '%') tokens++;
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('*')) aliases++;
    // Indentation, and the mark that the lexer puts before a scalar, build nothing.
    if (token !== CST.SCALAR && !/^ +$/.test(token)) tokens++;
    if (tokens > maxTokens || aliases > maxAliases) throw new Error('more than a project holds');
  }

  const toValue = (node: unknown, depth: number): unknown => {
    if (depth > maxDepth || isAlias(node)) return undefined;
    if (isSeq(node)) return node.items.map((item) => toValue(item, depth + 1));
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map(({ key, value }) => [String(toValue(key, depth + 1)), toValue(value, depth + 1)]),
      );
    }
    if (!isScalar(node) || node.value === null) return undefined;
    return node.type === 'PLAIN' ? node.source : node.value;
  };
  // Comparing each key with all others takes time that is not linear; the last of two wins.
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'error', prettyErrors: false });
  if (document.errors.length > 0) throw new Error('not YAML');
  return toValue(document.contents, 0);
}
