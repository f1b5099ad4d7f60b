let pressed = false;
addEventListener('pointerdown', () => (pressed = true), true);
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => (pressed = false), true);

/**
 * Runs `change` now, or after the press that is under way has become a click. A field that is left by pressing a
 * button may show a problem and move that button; the click must still land on it.
 */
export function afterPress(change: () => void): void {
  if (!pressed) change();
  else addEventListener('pointerup', () => setTimeout(change), { once: true, capture: true });
}
