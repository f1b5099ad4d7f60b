import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { toVisibleText } from '../../src/core/text/visibleText.ts';
import type { LongText } from '../../src/protocol/conversation.ts';
import { Icon } from '../common/icon.tsx';
import { toLinkedParts, toPieces } from './agentText.ts';
import { keepReceived } from './copyAsReceived.ts';
import { longestMarkdown } from './markdown.ts';
import { MarkdownView } from './markdownView.tsx';
import { sizeText } from './words.ts';

export interface AgentTextViewProps {
  readonly long: LongText;
  /** All of it, once it was asked for. */
  readonly whole: string | undefined;
  readonly markdown?: boolean;
  readonly language: string;
  /** Of what can be pressed in it. */
  readonly tabIndex?: number;
  readonly onShowWhole: () => void;
  readonly onForgetWhole: () => void;
  /** Left out where an address is only to be read. */
  readonly onOpenLink?: (url: string) => void;
}

/** Text from outside. It is shown as text, whatever it says; what would deceive in it is written out. */
export function AgentTextView(props: AgentTextViewProps) {
  const { long, whole, markdown = false, language, tabIndex = 0, onOpenLink } = props;
  const received = whole ?? long.text;
  const text = useMemo(() => toVisibleText(received), [received]);
  const linked = (part: string) => <LinkedText text={part} tabIndex={tabIndex} onOpenLink={onOpenLink} />;
  const showLess = (
    <p class="whole">
      <button type="button" class="link" tabIndex={tabIndex} onClick={props.onForgetWhole}>
        <Icon name="fold" />
        {l10n.t('Show less')}
      </button>
    </p>
  );
  return (
    <div class="said-text" ref={(element) => keepReceived(element, received)}>
      {whole !== undefined && showLess}
      <SaidText text={text} markdown={markdown} linked={linked} />
      {whole !== undefined && showLess}
      {long.whole && whole === undefined && (
        <p class="whole">
          <button type="button" class="link" tabIndex={tabIndex} onClick={props.onShowWhole}>
            <Icon name="unfold" />
            {l10n.t('Show all ({0})', sizeText(long.whole, language))}
          </button>
        </p>
      )}
    </div>
  );
}

interface SaidTextProps {
  readonly text: string;
  readonly markdown: boolean;
  readonly linked: (part: string) => VNode;
}

function SaidText({ text, markdown, linked }: SaidTextProps) {
  if (text.length > longestMarkdown) {
    // Each piece is laid out only when it comes into view. No addresses: they are not looked for in megabytes.
    return (
      <div class="untrusted" dir="auto">
        {toPieces(text).map((piece, index) => (
          <div key={index} class="piece">
            {piece}
          </div>
        ))}
      </div>
    );
  }
  return (
    <div class="untrusted" dir="auto">
      {markdown ? <MarkdownView text={text} linked={linked} /> : linked(text)}
    </div>
  );
}

interface LinkedTextProps {
  readonly text: string;
  readonly tabIndex: number;
  readonly onOpenLink: ((url: string) => void) | undefined;
}

/** An address is never a link by itself: it is text, and beside it is a button that asks before it opens. */
function LinkedText({ text, tabIndex, onOpenLink }: LinkedTextProps) {
  if (!onOpenLink) return <>{text}</>;
  return (
    <>
      {toLinkedParts(text).map((part) =>
        typeof part === 'string' ? (
          part
        ) : (
          <>
            {part.url}
            <button
              type="button"
              class="open-link"
              tabIndex={tabIndex}
              title={l10n.t('Open Link…')}
              aria-label={l10n.t('Open link {0}', part.url.slice(0, 200))}
              onClick={() => onOpenLink(part.url)}
            >
              <Icon name="link-external" />
            </button>
          </>
        ),
      )}
    </>
  );
}
