import type { Locator } from 'playwright-core';
import type { PageElement } from './pageElement.ts';

/** The lines a text editor shows now, from top to bottom; it keeps them in no order, with hard spaces. */
export async function visibleLines(editor: Locator): Promise<string> {
  const lines = await editor.locator('.view-lines .view-line').evaluateAll(readLines);
  return lines
    .toSorted((a, b) => a.top - b.top)
    .map((line) => line.text.replaceAll('\u00a0', ' '))
    .join('\n');
}

/** Runs in the page. */
function readLines(lines: readonly PageElement[]): { top: number; text: string }[] {
  return lines.map((line) => {
    const top = /top:\s*(-?[\d.]+)px/.exec(line.getAttribute('style') ?? '')?.[1] ?? '0';
    return { top: Number.parseFloat(top), text: line.textContent ?? '' };
  });
}
