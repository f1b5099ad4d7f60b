import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { outFolder } from '../paths.ts';

// A field's text is not part of the page's text, and a secrets scan must read it too.
const readShownText = `(() => {
  const fields = [...document.querySelectorAll('input, textarea, select')]
    .map(field => field.type === 'password' ? '•'.repeat(field.value.length) : field.value);
  const labels = [...document.querySelectorAll('[aria-label], [title]')]
    .flatMap(element => [element.getAttribute('aria-label'), element.getAttribute('title')]);
  return [document.body.innerText, ...fields, ...labels].filter(Boolean).join('\\n');
})()`;

/** Writes out/screenshots/<folder>/<surface>.png, and beside it, in out/screenshots-text, what can be read in it. */
export async function takePicture(page: Page, folder: string, surface: string): Promise<string> {
  const picture = join(outFolder, 'screenshots', folder, `${surface}.png`);
  const text = join(outFolder, 'screenshots-text', folder, `${surface}.txt`);
  for (const file of [picture, text]) await mkdir(dirname(file), { recursive: true });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.screenshot({ path: picture, animations: 'disabled', caret: 'hide' });
  await writeFile(text, await shownText(page));
  return picture;
}

/** Everything that can be read in a window, its webviews included. */
export async function shownText(page: Page): Promise<string> {
  const texts = await Promise.all(
    page.frames().map((frame) => frame.evaluate<string>(readShownText).catch(() => '')),
  );
  return texts.join('\n');
}
