/**
 * The editor makes links of `[words](command:…)` and icons of `$(name)`, in notifications, progress, quick input and
 * the status bar. A space takes both apart; it can be seen, and a text that passes here twice stays the same.
 */
export function withoutMarkup(text: string): string {
  return text.replaceAll('](', '] (').replaceAll('$(', '$ (');
}

/** For the log, whose language is the editor's own: an address in it would be a link that opens without a question. */
export function withoutLinks(text: string): string {
  return text.replaceAll('://', ': //');
}
