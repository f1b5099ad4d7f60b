/**
 * Draws. What had the keyboard may be gone afterwards, a button with its failure or the message box with its
 * conversation: then the keyboard goes to the turn it was in, or to where one goes on.
 */
export function keepFocus(draw: () => void): void {
  const before = document.activeElement;
  const row = before?.closest<HTMLElement>('.turn, .cell');
  draw();
  if (!before || before === document.body || before.isConnected) return;
  if (!document.hasFocus() || document.activeElement !== document.body) return;
  if (row?.isConnected) row.focus();
  else focusToGoOn();
}

/** To the message box, or to what stands in its place. */
export function focusToGoOn(): void {
  document.querySelector<HTMLElement>('#message, .lock')?.focus();
}
