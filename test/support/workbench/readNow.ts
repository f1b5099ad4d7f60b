import type { Locator } from 'playwright-core';
import type { PageElement } from './pageElement.ts';

/**
 * What the first such element says at this moment; undefined when there is none. Unlike `innerText()` it never waits:
 * a probe of `until` that waits for what has just gone takes all the time there is and is never asked again.
 */
export async function textNow(element: Locator): Promise<string | undefined> {
  return (await element.evaluateAll(readTexts))[0];
}

/** As `textNow`; undefined also when the element has no such attribute. */
export async function attributeNow(element: Locator, name: string): Promise<string | undefined> {
  return (await element.evaluateAll(readAttributes, name))[0];
}

/** Runs in the page. */
function readTexts(elements: readonly (PageElement & { readonly innerText?: string })[]): string[] {
  return elements.map((element) => (element.innerText ?? element.textContent ?? '').trim());
}

/** Runs in the page. */
function readAttributes(elements: readonly PageElement[], name: string): (string | undefined)[] {
  return elements.map((element) => element.getAttribute(name) ?? undefined);
}
