import type { Page } from 'playwright-core';

/*
 * What VS Code has made of a hostile text, in a window and in its webviews: elements that a person would take for a
 * link, and icons that nobody of ours uses.
 */

const hostile = /Sign in|passwd|evil\.invalid|command:workbench/;

const findMarkup = `(() => {
  const hostile = ${hostile};
  const links = [...document.querySelectorAll('[href], [data-href], [role=link], .monaco-link, .detected-link, .detected-link-active')]
    .filter((element) => hostile.test(element.outerHTML));
  const icons = [...document.querySelectorAll('.codicon-ruby')];
  return [...links, ...icons].map((element) => element.outerHTML.slice(0, 300));
})()`;

/** Every such element there is now. */
export async function findMarkupOfOthers(page: Page): Promise<readonly string[]> {
  const found = await Promise.all(
    page.frames().map((frame) => frame.evaluate<string[]>(findMarkup).catch(() => [])),
  );
  return found.flat();
}

/** Clicks everything in the window that reads like the hostile link, with and without Ctrl, as a curious person would. */
export async function clickWhatLooksLikeALink(page: Page): Promise<number> {
  const places = await page.evaluate<{ x: number; y: number }[]>(`(() => {
    const places = [];
    for (const link of document.querySelectorAll('.notification-list-item-message a, .quick-input-message a')) {
      const { left, top, width, height } = link.getBoundingClientRect();
      if (width > 0) places.push({ x: left + width / 2, y: top + height / 2 });
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf('Sign in');
      if (at < 0 || !node.parentElement.closest('.notification-list-item-message, .quick-input-message, .dialog-message, .dialog-message-detail, .monaco-hover')) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 7);
      const { left, top, width, height } = range.getBoundingClientRect();
      if (width > 0) places.push({ x: left + width / 2, y: top + height / 2 });
    }
    return places;
  })()`);
  for (const { x, y } of places) await page.mouse.click(x, y);
  return places.length;
}
