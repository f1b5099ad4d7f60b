import type { ComponentChildren, VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

export interface MarkdownViewProps {
  readonly text: string;
  /** Shows a run of text; addresses in it are found there. */
  readonly linked: (text: string) => VNode;
}

/** Untrusted Markdown as elements of ours with text in them: there is no way from it to markup. */
export function MarkdownView({ text, linked }: MarkdownViewProps) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div class="markdown">{blocks.map((block) => showBlock(block, linked))}</div>;
}

function showBlock(block: Block, linked: MarkdownViewProps['linked']): ComponentChildren {
  switch (block.kind) {
    case 'paragraph':
      return <p>{showInline(block.children, linked)}</p>;
    case 'heading':
      // Not a heading of the panel: the outline of the page is ours.
      return (
        <p class="markdown-heading">
          <strong>{showInline(block.children, linked)}</strong>
        </p>
      );
    case 'quote':
      return <blockquote>{showInline(block.children, linked)}</blockquote>;
    case 'code':
      return <pre>{block.text}</pre>;
    case 'list': {
      const items = block.items.map((item) => (
        <li class={`level-${item.level}`}>{showInline(item.children, linked)}</li>
      ));
      return block.start === undefined ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
  }
}

function showInline(parts: readonly Inline[], linked: MarkdownViewProps['linked']): ComponentChildren {
  return parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return linked(part.text);
      case 'code':
        return <code>{part.text}</code>;
      case 'bold':
        return <strong>{showInline(part.children, linked)}</strong>;
      case 'italic':
        return <em>{showInline(part.children, linked)}</em>;
    }
    return undefined;
  });
}
