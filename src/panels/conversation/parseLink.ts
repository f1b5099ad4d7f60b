/** An address a reply may lead to: http or https and nothing else, spelled as it will be opened. */
export interface ParsedLink {
  readonly href: string;
  readonly host: string;
}

export function parseLink(text: string): ParsedLink | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href, host } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && host !== '' ? { href, host } : undefined;
}
