import type { Locator } from 'playwright-core';

/** The lines a text editor shows now, from top to bottom; it keeps them in no order, with hard spaces. */
export async function visibleLines(editor: Locator): Promise<string> {
  const lines = await editor.locator('.view-lines .view-line').all();
  const placed = await Promise.all(
    lines.map(async (line) => ({
      top: Number.parseFloat(
        /top:\s*(-?[\d.]+)px/.exec((await line.getAttribute('style')) ?? '')?.[1] ?? '0',
      ),
      text: (await line.textContent()) ?? '',
    })),
  );
  return placed
    .toSorted((a, b) => a.top - b.top)
    .map((line) => line.text.replaceAll('\u00a0', ' '))
    .join('\n');
}
