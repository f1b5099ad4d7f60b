/** A text as it stands in the text or in a quoted attribute of HTML: nothing of it is markup. Browser-safe. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
