/**
 * Two thousand lines have about that many. What costs time is not bytes but tokens and escapes, and parsing happens on
 * the thread that everything else waits for. Measured: the worst files of this size take 60 ms.
 */
const maxTokens = 8000;
const maxAliases = 10;

/** Whether a text of YAML would take long to build; counted before anything is built. */
export async function isTooMuchYaml(text: string): Promise<boolean> {
  const { CST, Lexer } = await import('yaml');
  let tokens = 0;
  let aliases = 0;
  // Each wrong escape becomes an error of its own.
  for (const char of text) if (char === '\\' || char === '%') tokens++;
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('*')) aliases++;
    // Indentation, and the mark that the lexer puts before a scalar, build nothing.
    if (token !== CST.SCALAR && !/^ +$/.test(token)) tokens++;
    if (tokens > maxTokens || aliases > maxAliases) return true;
  }
  return false;
}
