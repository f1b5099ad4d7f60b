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

const saying =
  '.notification-list-item-message, .quick-input-message, .dialog-message, .dialog-message-detail, .monaco-hover';

/** Where the words of the hostile link stand in something that the editor says: never in a row, which a click opens. */
const findPlaces = `(() => {
  const places = [];
  for (const said of document.querySelectorAll(${JSON.stringify(saying)})) {
    const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf('Sign in');
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 7);
      const { left, top, width, height } = range.getBoundingClientRect();
      if (width > 0) places.push({ x: left + width / 2, y: top + height / 2 });
    }
  }
  return places;
})()`;

/** Clicks all of them, as a curious person would, but for what has gone with an earlier click. */
export async function clickWhatLooksLikeALink(page: Page): Promise<void> {
  for (const { x, y } of await page.evaluate<{ x: number; y: number }[]>(findPlaces)) {
    const isThere = `document.elementFromPoint(${x}, ${y})?.closest(${JSON.stringify(saying)}) != null`;
    if (await page.evaluate<boolean>(isThere)) await page.mouse.click(x, y);
  }
}
