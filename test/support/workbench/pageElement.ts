/**
 * What is read of an element inside the page. Everything of a moment is read there in one go: between two questions
 * from outside, the workbench may have drawn it anew. (The types of a browser are not known here.)
 */
export interface PageElement {
  readonly textContent: string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  getAttribute(name: string): string | null;
  matches(selector: string): boolean;
}
