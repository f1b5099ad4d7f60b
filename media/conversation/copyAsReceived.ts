import { toVisibleParts } from '../../src/core/text/visibleText.ts';

/** What the elements that show said text were given; what would deceive in it is written out on the screen. */
const receivedTexts = new WeakMap<Element, string>();

export function keepReceived(element: Element | null, text: string): void {
  if (element) receivedTexts.set(element, text);
}

/** A piece of a text node that stands for something else. */
interface WrittenOut {
  readonly node: Text;
  readonly offset: number;
  readonly shown: string;
  readonly received: string;
}

/** Copies what was received in place of what is written out for the eye. For the event `copy` of the document. */
export function copyAsReceived(event: ClipboardEvent): void {
  const selection = getSelection();
  const isInField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (!selection || selection.isCollapsed || isInField || !event.clipboardData) return;
  const range = selection.getRangeAt(0);
  const writtenOut = Array.from(document.querySelectorAll('.said-text > .untrusted'))
    .filter((element) => range.intersectsNode(element))
    .flatMap(findWrittenOut)
    .filter((one) => isWithin(range, one));
  if (writtenOut.length === 0) return;

  // The browser says what a selection is as text. For that moment marks stand where the received text belongs.
  const mark = crypto.randomUUID();
  const markOf = (index: number) => `${mark}:${index};`;
  // From the end, so that the places of the others stay.
  for (const [index, { node, offset, shown }] of Array.from(writtenOut.entries()).toReversed()) {
    node.replaceData(offset, shown.length, markOf(index));
  }
  const marked = selection.toString();
  for (const [index, { node, offset, shown }] of writtenOut.entries()) {
    node.replaceData(offset, markOf(index).length, shown);
  }
  const text = marked.replaceAll(
    new RegExp(`${mark}:(\\d+);`, 'g'),
    (whole, index: string) => writtenOut[Number(index)]?.received ?? whole,
  );
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
}

/** None where the text is laid out in another way than it was received, as Markdown is. */
function findWrittenOut(element: Element): readonly WrittenOut[] {
  const parts = toVisibleParts(receivedTexts.get(element.parentElement ?? element) ?? '');
  const text = parts.map((part) => (typeof part === 'string' ? part : part.shown)).join('');
  if (text !== element.textContent) return [];
  const found: WrittenOut[] = [];
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = nodes.nextNode() as Text | null;
  let nodeStart = 0;
  let at = 0;
  for (const part of parts) {
    const length = typeof part === 'string' ? part.length : part.shown.length;
    while (node && at >= nodeStart + node.length) {
      nodeStart += node.length;
      node = nodes.nextNode() as Text | null;
    }
    if (!node) break;
    const offset = at - nodeStart;
    // A line end is one in every clipboard.
    if (typeof part !== 'string' && part.shown !== '\n' && offset + length <= node.length) {
      found.push({ node, offset, ...part });
    }
    at += length;
  }
  return found;
}

function isWithin(range: Range, { node, offset, shown }: WrittenOut): boolean {
  return range.isPointInRange(node, offset) && range.isPointInRange(node, offset + shown.length);
}
