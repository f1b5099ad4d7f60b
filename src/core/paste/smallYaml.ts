import { isTooMuchYaml } from '../text/yamlTokens.ts';

/** A YAML file of a folder that others may have written. */
export const maxYamlBytes = 64 * 1024;
const maxDepth = 8;

/**
 * The document, its scalars as they are written (`1.10`, `0012` and `yes` stay themselves); aliases and merge keys mean
 * nothing. Throws for what is no YAML, and for more than a project ever holds.
 */
export async function parseSmallYaml(text: string): Promise<unknown> {
  const { isAlias, isMap, isScalar, isSeq, parseDocument } = await import('yaml');
  if (await isTooMuchYaml(text)) throw new Error('more than a project holds');

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
  const document = parseDocument(text, {
    schema: 'core',
    uniqueKeys: false,
    logLevel: 'error',
    prettyErrors: false,
  });
  if (document.errors.length > 0) throw new Error('not YAML');
  return toValue(document.contents, 0);
}
