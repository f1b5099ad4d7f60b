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

/** Long enough to be taken up, short enough that nobody who walks through the page meets it there. */
const keptMs = 5000;

/** Says it once, after what is being said now. */
export function announce(text: string): void {
  const line = document.createElement('p');
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), keptMs);
}
