/**
 * The text without what is commented out, so that an old key or another region in a comment is never taken.
 * An input box joins pasted lines with a space, and then nothing says where a comment ends: there, only an assignment
 * that stands directly behind the sign counts as commented out. Takes time linear in the text.
 */
export function withoutComments(text: string): string {
  if (!/[\r\n]/.test(text)) return text.replace(commentedAssignment, ' ');
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => (/^\s*(?:#|\/\/|;|::|rem\s)/i.test(line) ? '' : withoutInlineComment(line)))
    .join('\n');
}

const commentedAssignment =
  /(?<!\S)(?:#+|\/\/|;|::|rem\s)[ \t]{0,8}(?:export\s|set\s|\$env:)?[ \t]{0,8}["'`]?[A-Za-z][\w-]{0,60}["'`]?[ \t]{0,8}[:=](?:[ \t]{0,8}(?:"[^"]{0,9000}"|'[^']{0,9000}'|(?![A-Z_]{1,60}=)[^\s]{1,9000}))?/gi;

function withoutInlineComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (/["'`]/.test(char) && !/\w/.test(line.charAt(at - 1))) {
      quote = char;
    } else if (/\s/.test(line.charAt(at - 1)) && (char === '#' || line.startsWith('// ', at))) {
      return line.slice(0, at);
    }
  }
  return line;
}
