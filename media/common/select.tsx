import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.tsx';

/** A native `<select>`, drawn as the editor draws its own. */
export function Select({
  children,
  ...rest
}: JSX.IntrinsicElements['select'] & { readonly children: ComponentChildren }) {
  return (
    <span class="select">
      <select {...rest}>{children}</select>
      <Icon name="chevron-down" />
    </span>
  );
}
