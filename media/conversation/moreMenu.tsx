import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as l10n from '@vscode/l10n';
import { Icon } from '../common/icon.tsx';

export interface MenuItem {
  readonly title: string;
  /** What will happen, where the title alone does not say it. */
  readonly hint?: string | undefined;
  /** Present for one that is on or off. */
  readonly checked?: boolean | undefined;
  readonly run: () => void;
}

/** The rarer actions, behind "⋯". Follows the ARIA pattern "menu button". */
export function MoreMenu({ items }: { readonly items: readonly MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLUListElement>(null);

  // At once: until it has the keyboard, Escape does not reach the menu.
  useLayoutEffect(() => {
    if (open) menu.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    const close = (event: PointerEvent) => {
      if (!menu.current?.contains(event.target as Node) && !button.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    addEventListener('pointerdown', close);
    return () => removeEventListener('pointerdown', close);
  }, [open]);

  const closeToButton = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (item: MenuItem) => {
    closeToButton();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const found = [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const at = found.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + found.length, Home: 0, End: found.length - 1 }[
      event.key
    ];
    if (next !== undefined) {
      event.preventDefault();
      found[next % found.length]?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const item = items[at];
      if (item) choose(item);
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      closeToButton();
    }
  };

  return (
    <div class="more-menu">
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-haspopup="menu"
        aria-expanded={open}
        title={l10n.t('More Actions…')}
        aria-label={l10n.t('More Actions…')}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && !(event.key === 'Escape' && open)) return;
          event.preventDefault();
          setOpen(event.key === 'ArrowDown');
        }}
      >
        <Icon name="ellipsis" />
      </button>
      {open && (
        <ul ref={menu} role="menu" aria-label={l10n.t('More Actions…')} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <li
              key={item.title}
              role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked={item.checked}
              tabIndex={-1}
              title={item.hint}
              onClick={() => choose(item)}
            >
              <span class="menu-check">{item.checked === true && <Icon name="check" />}</span>
              {item.title}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
