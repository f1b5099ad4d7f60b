import * as l10n from '@vscode/l10n';
import type { LooseNode } from '../../text/looseNode.ts';
import type { TextRange } from '../../text/textLines.ts';

/** A row of the outline. Names are as written in the file. */
export interface TestSymbol extends TextRange {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'key' | 'turn' | 'check' | 'variable';
  readonly selection: TextRange;
  readonly children: readonly TestSymbol[];
}

/** The file as its outline: the top keys, the turns by what is said in them, and what each checks. */
export function symbolsOf(text: string, root: LooseNode): readonly TestSymbol[] {
  return root.children.filter(isWritten).map((node) => {
    const children =
      node.step === 'turns'
        ? node.children.map((turn, index) => turnSymbol(text, turn, index))
        : node.children
            .filter(({ step }) => typeof step === 'string')
            .map((child) => toSymbol(text, child, node.step === 'never' ? 'check' : 'variable'));
    return { ...toSymbol(text, node, 'key'), children };
  });
}

function turnSymbol(text: string, turn: LooseNode, index: number): TestSymbol {
  const child = (key: string) => turn.children.find(({ step }) => step === key);
  const said = valueOf(text, child('user'));
  const name =
    said !== ''
      ? said
      : child('delayed')
        ? l10n.t('Delayed reply')
        : index === 0
          ? l10n.t('Greeting')
          : l10n.t('Turn');
  const checks = [...(child('expect')?.children ?? []), ...(child('capture')?.children ?? [])];
  return {
    name,
    detail: '',
    kind: 'turn',
    start: turn.start,
    end: turn.end,
    selection: child('user')?.key ?? turn.key,
    children: checks
      .filter(({ step }) => typeof step === 'string')
      .map((node) => toSymbol(text, node, node.parent?.step === 'capture' ? 'variable' : 'check')),
  };
}

function toSymbol(text: string, node: LooseNode, kind: TestSymbol['kind']): TestSymbol {
  const { start, end, key } = node;
  return {
    name: String(node.step),
    detail: valueOf(text, node),
    kind,
    start,
    end,
    selection: key,
    children: [],
  };
}

function valueOf(text: string, node: LooseNode | undefined): string {
  const value = node?.value;
  if (value === undefined) return '';
  const written = text.slice(value.start, Math.min(value.end, value.start + 400));
  return node?.style === 'block' ? written.replace(/^.*\n\s*/, '') : written.replace(/^(["'])(.*)\1$/s, '$2');
}

function isWritten({ isBare }: LooseNode): boolean {
  return isBare !== true;
}
