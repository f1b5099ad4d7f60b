/*
 * What a screen reader says by itself. The region is in the page before there is anything to say: one that comes
 * together with its text is not read.
 */

const region = document.createElement('div');
region.className = 'sr-only announcements';
region.setAttribute('role', 'status');
region.setAttribute('aria-live', 'polite');
region.setAttribute('aria-atomic', 'false');
document.body.append(region);

/** Long enough to be taken up, short enough to be gone when a screen reader walks through the page. */
const keptMs = 5000;

/** Says it once, after what is being said now. */
export function announce(text: string): void {
  const line = document.createElement('p');
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), keptMs);
}
