import { isPolyAiAddress, parsePastedUrl, type PastedUrl } from './pastedUrl.ts';

const maxAddresses = 50;

/**
 * The agents that the addresses of a text name, the Chat API's and Agent Studio's only: a link to a page that stands
 * beside them says nothing. The text comes without comments. Takes time linear in the text.
 */
export function findPastedAddresses(text: string): PastedUrl[] {
  const found: PastedUrl[] = [];
  const words = text.matchAll(
    /https?:\/\/[^\s"'`<>|\\^]{1,2000}|(?<![\w.@/\\-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,6}\.(?:poly\.ai|polyai\.app)[^\s"'`<>|\\^]{0,2000}/gi,
  );
  for (const [word] of words) {
    if (found.length === maxAddresses) break;
    found.push(parsePastedUrl(withScheme(withVariables(text, word).replace(/[.,;:!?)\]*]+$/, ''))));
  }
  const request = /\b(?:POST|PUT|GET)\s{1,4}(\/[^\s"']{1,2000})/.exec(text)?.[1];
  const host = /\bhost:[ \t]{0,8}([^\s"',]{1,300})/i.exec(text)?.[1];
  if (request !== undefined && host !== undefined) found.push(parsePastedUrl(`https://${host}${request}`));
  const variable = /\{\{\w{1,60}\}\}\/[^\s"']{1,2000}/.exec(text)?.[0];
  if (variable !== undefined) found.push(parsePastedUrl(withScheme(withVariables(text, variable))));
  return found.filter(({ kind }) => kind !== 'refused');
}

/** cURL itself would use http, which is right only on this machine. */
export function withScheme(word: string): string {
  if (word.includes('://')) return word;
  return isPolyAiAddress(word) ? `https://${word}` : `http://${word}`;
}

/** Request files name a part once, `@host = …`, and use it as `{{host}}`. */
function withVariables(text: string, word: string): string {
  return word.replaceAll(/\{\{(\w{1,60})\}\}/g, (whole, name: string) => {
    const value = new RegExp(`^\\s*@${name}[ \\t]*=[ \\t]*(\\S{1,2000})`, 'm').exec(text)?.[1];
    return value ?? new RegExp(`(?:^|\\s)@${name}[ \\t]*=[ \\t]*(\\S{1,2000})`).exec(text)?.[1] ?? whole;
  });
}
