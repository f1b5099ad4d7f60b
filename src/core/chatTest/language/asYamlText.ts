import { coverUnquotedMessages, quoted } from '../unquotedMessages.ts';

/** A text as it is written behind a key: plain where that is read as what it says, else in quotes. */
export function asYamlText(
  text: string,
  { inBraces, isTemplate }: { readonly inBraces: boolean; readonly isTemplate: boolean },
): string {
  // What was said before holds no variables.
  const literal = isTemplate ? text.replaceAll('${', () => '$${') : text;
  const isPlain =
    literal !== '' &&
    literal.trim() === literal &&
    !/[\p{Cc}\u2028\u2029\uFEFF]/u.test(literal) &&
    !/^["']/.test(literal) &&
    !(inBraces && /[,[\]{}]|:$/.test(literal)) &&
    coverUnquotedMessages(`user: ${literal}`).problems.length === 0 &&
    !/\s#/.test(literal);
  return isPlain ? literal : quoted(literal);
}
