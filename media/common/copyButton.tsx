import * as l10n from '@vscode/l10n';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export interface CopyButtonProps {
  readonly label: string;
  /** `link` or `button secondary`. */
  readonly look: string;
  /** True when something was copied. */
  readonly onCopy: () => boolean;
}

const confirmationMs = 1500;

/** Says for a moment that it copied, in the same place and width. */
export function CopyButton({ label, look, onCopy }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), confirmationMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <button type="button" class={`${look} faces`} onClick={() => setCopied(onCopy())}>
        <span class={copied ? 'face away' : 'face'} aria-hidden={copied}>
          {label}
        </span>
        <span class={copied ? 'face' : 'face away'} aria-hidden={!copied}>
          <Icon name="check" />
          {l10n.t('Copied')}
        </span>
      </button>
      {/* A name that changes under the focus is not read out by itself. */}
      <span class="sr-only" role="status">
        {copied ? l10n.t('Copied') : ''}
      </span>
    </>
  );
}
