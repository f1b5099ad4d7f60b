import type { Frame } from 'playwright-core';
import { until } from '../../support/until.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

/** What a person sees only a part of: it has no room for its words, reaches over the edge, or lies under a button. */
export function findCutOff(frame: Frame, within = 'body'): Promise<string[]> {
  return frame.evaluate<string[]>(`(() => {
    const all = (selector, within = document) =>
      [...within.querySelectorAll(selector)].filter((one) => one.checkVisibility());
    const overEdge = ({ left, right }) => left < 0 || right > innerWidth;
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const place = (one) => one.getBoundingClientRect();
    // An inline element has no size of its own.
    const hasNoRoom = ({ clientWidth, clientHeight, scrollWidth, scrollHeight }) =>
      clientHeight > 0 && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1);
    const looked = document.querySelector(${JSON.stringify(within)});
    const controls = all('button, input, select, textarea', looked).filter(
      (one) => overEdge(place(one)) || (one.localName === 'button' && hasNoRoom(one)),
    );
    const names = all('.wire-name', looked).filter((one) => {
      const field = one.closest('fieldset, .field');
      const beside = field ? all('button', field) : [];
      return overEdge(place(one)) || beside.some((button) => meet(place(one), place(button)));
    });
    return [...controls, ...names].map((one) => one.ariaLabel || one.textContent || one.id);
  })()`);
}

/** Once the page has been laid out anew; of a part that scrolls nothing is asked. */
export async function waitUntilWhole(frame: Frame, within?: string): Promise<void> {
  await until('every control to be seen whole', async () => {
    const cutOff = await findCutOff(frame, within);
    if (cutOff.length > 0) throw new Error(`Cut off: ${cutOff.join(' · ')}`);
    return true;
  });
}

/** In a window this wide, with the side bar open; it is as wide as before afterwards. */
export async function inNarrowWindow(
  { page }: Workbench,
  width: number,
  look: () => Promise<void>,
): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 800 });
  try {
    await look();
  } finally {
    if (before) await page.setViewportSize(before);
  }
}
