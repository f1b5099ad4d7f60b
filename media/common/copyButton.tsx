import * as l10n from '@vscode/l10n';
import { useEffect, useState } from 'preact/hooks';
import { announce } from './announcer.ts';
import { Icon } from './icon.tsx';

export interface CopyButtonProps {
  readonly label: string;
  /** `link` or `button secondary`. */
  readonly look: string;
  /** True when something was copied. */
  readonly onCopy: () => boolean;
}

const confirmationMs = 1500;

/** True for a moment after `confirm`, which is said aloud too. */
function useConfirmation(): readonly [isConfirmed: boolean, confirm: (copied: boolean) => void] {
  const [isConfirmed, setConfirmed] = useState(false);
  useEffect(() => {
    if (!isConfirmed) return undefined;
    const timer = setTimeout(() => setConfirmed(false), confirmationMs);
    return () => clearTimeout(timer);
  }, [isConfirmed]);
  const confirm = (copied: boolean) => {
    if (copied) announce(l10n.t('Copied'));
    setConfirmed(copied);
  };
  return [isConfirmed, confirm];
}

/** Says for a moment that it copied, in the same place and width. */
export function CopyButton({ label, look, onCopy }: CopyButtonProps) {
  const [copied, confirm] = useConfirmation();
  return (
    <button type="button" class={`${look} faces`} onClick={() => confirm(onCopy())}>
      <span class={copied ? 'face away' : 'face'} aria-hidden={copied}>
        {label}
      </span>
      <span class={copied ? 'face' : 'face away'} aria-hidden={!copied}>
        <Icon name="check" />
        {l10n.t('Copied')}
      </span>
    </button>
  );
}

export interface CopyIconButtonProps {
  readonly label: string;
  readonly tabIndex?: number;
  readonly onCopy: () => void;
}

/** The same as a picture; its name stays what it does. */
export function CopyIconButton({ label, tabIndex = 0, onCopy }: CopyIconButtonProps) {
  const [copied, confirm] = useConfirmation();
  return (
    <button
      type="button"
      class="icon-button"
      tabIndex={tabIndex}
      title={label}
      aria-label={label}
      onClick={() => {
        onCopy();
        confirm(true);
      }}
    >
      <Icon name={copied ? 'check' : 'copy'} />
    </button>
  );
}
