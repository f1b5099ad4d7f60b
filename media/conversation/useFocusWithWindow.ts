import { useEffect } from 'preact/hooks';

/**
 * The editor gives the keyboard to the panel as a whole (after a reload, by its shortcuts): then it goes to this
 * element, unless something in the panel has it already.
 */
export function useFocusWithWindow(element: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const take = () => {
      // A moment later: between two boxes of the palette the panel has the keyboard for an instant only.
      setTimeout(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body;
        if (document.hasFocus() && isFree) element.current?.focus();
      });
    };
    addEventListener('focus', take);
    return () => removeEventListener('focus', take);
  }, [element]);
}
