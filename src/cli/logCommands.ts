/*
 * A build server reads commands from what a program prints: Azure Pipelines `##vso[…]` and `##[…]`, TeamCity
 * `##teamcity[…]`, GitHub `::name::…` at the beginning of a line. What an agent, a server or a file says must not set a
 * variable of the build, so no text of others is printed with one in it.
 */

const hashes = /##(?=(?:vso|teamcity)?\[)/gi;
/** With white space before it too, which GitHub ignores. Of its own line only: empty lines must not be read again and again. */
const colons = /(?<![^\n\r])([^\S\n\r]*)::(?=[^\n\r]*::)/g;

/** For a person: the character that makes it a command is written out, as others that deceive. */
export function withoutLogCommands(text: string): string {
  return text.replaceAll(hashes, '<U+0023>#').replaceAll(colons, '$1<U+003A>:');
}

/** What a terminal obeys beyond U+001F, and what turns or breaks its lines: JSON writes out only what is below. */
const obeyed = /[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu;

/**
 * The same JSON to be printed: within its texts, the character is written as JSON can. No line of JSON begins with
 * a colon.
 */
export function toPrintedJson(json: string): string {
  return json
    .replaceAll(hashes, String.raw`\u0023#`)
    .replaceAll(obeyed, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same text in XML and HTML, of what is escaped already. */
export function withoutLogCommandsInMarkup(markup: string): string {
  return markup.replaceAll(hashes, '&#35;#').replaceAll(colons, '$1&#58;:');
}
