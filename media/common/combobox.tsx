import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type ComboboxOption, findOptions } from './findOptions.ts';
import { Icon } from './icon.tsx';

export interface ComboboxProps {
  readonly id: string;
  readonly value: string;
  readonly options: readonly ComboboxOption[];
  readonly placeholder?: string;
  readonly describedBy?: string | undefined;
  readonly title?: string;
  /** The name of the list, for a screen reader. */
  readonly listLabel: string;
  readonly maxLength?: number;
  /** Below the field, except while the list lies there. */
  readonly hint?: ComponentChildren;
  readonly onInput: (value: string) => void;
}

/**
 * A text field with suggestions; any other text is as good. Follows the ARIA pattern "editable combobox with
 * list autocomplete". Not a `<datalist>`: its popup ignores the theme, and hides all but the present value.
 */
export function Combobox(props: ComboboxProps) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useState('');
  const [active, setActive] = useState(-1);
  const found = open ? findOptions(props.options, filter) : [];
  // The one suggestion that is left is already in the field: nothing to suggest.
  const shown = found.length === 1 && found[0]?.value === filter ? [] : found;
  const expanded = shown.length > 0;
  const optionId = (index: number) => `${listId}-${index}`;

  useLayoutEffect(() => {
    if (expanded) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, expanded]);

  // Opened by hand it shows everything, whatever is in the field; typing narrows it.
  const show = (from: number) => {
    setFilter('');
    setActive(from);
    setOpen(true);
  };
  const showFromPresent = () => show(props.options.findIndex((option) => option.value === props.value));
  const choose = (option: ComboboxOption | undefined) => {
    setOpen(false);
    if (option) props.onInput(option.value);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return setOpen(false);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const current = props.options.findIndex((option) => option.value === props.value);
      if (expanded) setActive((active + step + shown.length) % shown.length);
      else show(Math.max(current, step > 0 ? 0 : props.options.length - 1));
    } else if (expanded && event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      choose(shown[active]);
    } else if (expanded && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Tab') {
      setOpen(false);
    }
    return undefined;
  };

  return (
    <div class="combobox">
      <input
        ref={input}
        id={props.id}
        type="text"
        role="combobox"
        aria-expanded={expanded}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={expanded && active >= 0 ? optionId(active) : undefined}
        aria-describedby={props.describedBy}
        title={props.title}
        placeholder={props.placeholder}
        maxLength={props.maxLength}
        autocomplete="off"
        spellcheck={false}
        value={props.value}
        onInput={(event) => {
          props.onInput(event.currentTarget.value);
          setFilter(event.currentTarget.value);
          setActive(-1);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        // Not the click, which the label sends on to its field.
        onMouseDown={() => {
          if (!expanded) showFromPresent();
        }}
        onBlur={() => setOpen(false)}
      />
      {/* Not a stop for the keyboard: arrow down in the field does the same. */}
      {props.options.length > 0 && (
        <span
          class="combobox-arrow"
          aria-hidden="true"
          onMouseDown={(event) => {
            event.preventDefault();
            input.current?.focus();
            if (expanded) setOpen(false);
            else showFromPresent();
          }}
        >
          <Icon name="chevron-down" />
        </span>
      )}
      {!expanded && props.hint}
      <ul ref={list} id={listId} role="listbox" aria-label={props.listLabel} hidden={!expanded}>
        {shown.map((option, index) => (
          <li
            key={option.value}
            id={optionId(index)}
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(option);
            }}
          >
            <span class="combobox-value">{option.value}</span>
            {option.description !== undefined && <span class="quiet">{option.description}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
