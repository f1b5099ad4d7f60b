import { type LooseNode, pathOf } from '../../text/looseNode.ts';
import { walkLoose } from '../../text/looseNode.ts';
import type { TextRange } from '../../text/textLines.ts';
import { isRowsFile } from '../rowsFileName.ts';

/** A name in the file that leads somewhere. */
export interface TestLink extends TextRange {
  readonly kind: 'rowsFile' | 'connection';
  readonly name: string;
}

export function linksOf(text: string, root: LooseNode): readonly TestLink[] {
  const links: TestLink[] = [];
  for (const node of walkLoose(root)) {
    const [top, second] = pathOf(node);
    const isName = top === 'connection' ? second === undefined : top === 'matrix' && second === 'connection';
    if (node.value === undefined || node.style === 'block') continue;
    const name = nameOf(text, node.value);
    if (isName) links.push({ ...node.value, kind: 'connection', name });
    else if (top === 'rows' && second === undefined && isRowsFile(name)) {
      links.push({ ...node.value, kind: 'rowsFile', name });
    }
  }
  return links;
}

function nameOf(text: string, { start, end }: TextRange): string {
  return text.slice(start, end).replace(/^(["'])(.*)\1$/s, '$2');
}
