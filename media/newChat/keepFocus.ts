/**
 * Draws, and moves the keyboard's focus on when the control that had it is gone or disabled afterwards. A control
 * names its successor in `data-next`, by id; without one it is the control that has taken over its id.
 */
export function keepFocus(draw: () => void): void {
  const focused = document.activeElement;
  draw();
  if (!(focused instanceof HTMLElement) || focused === document.body) return;
  if (focused.isConnected && !focused.matches(':disabled')) return;
  const { activeElement } = document;
  // What was drawn has found a better place already.
  if (activeElement !== null && activeElement !== focused && activeElement !== document.body) return;
  for (const id of [focused.id, ...(focused.dataset['next'] ?? '').split(' ')]) {
    const next = id === '' ? null : document.getElementById(id);
    if (next === null || next.matches(':disabled')) continue;
    next.focus();
    return;
  }
}
