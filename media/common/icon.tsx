import type { IconName } from '../icons/iconNames.ts';

/** A codicon, for the eyes only: what it means is always said in words beside it or in the button's name. */
export function Icon({ name, spin = false }: { readonly name: IconName; readonly spin?: boolean }) {
  return <span class={`codicon codicon-${name}${spin ? ' codicon-modifier-spin' : ''}`} aria-hidden="true" />;
}
