import * as l10n from '@vscode/l10n';
import type { AttributeRow } from '../../src/core/chatApi/attributesText.ts';
import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import { afterPress } from '../common/afterPress.ts';
import { Problem } from '../common/field.tsx';
import { Icon } from '../common/icon.tsx';
import { Select } from '../common/select.tsx';
import type { FormAction } from './formState.ts';

export interface AttributeRowFieldsProps {
  readonly row: AttributeRow;
  readonly index: number;
  readonly problem: NewChatProblem | undefined;
  readonly dispatch: (action: FormAction) => void;
  readonly onEnter: () => void;
  readonly onRemove: () => void;
}

/** The key, type and value of one attribute, and what is wrong with them. */
export function AttributeRowFields(props: AttributeRowFieldsProps) {
  const { row, index, problem, dispatch } = props;
  const number = index + 1;
  const edit = (change: Partial<AttributeRow>) => dispatch({ type: 'editRow', index, change });
  const described = problem ? `attribute-problem-${index}` : undefined;
  const invalid = (part: 'key' | 'value') =>
    problem?.part === part ? { 'aria-invalid': true, 'aria-describedby': described } : {};
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey)
      return;
    event.preventDefault();
    props.onEnter();
  };
  const leave = (event: FocusEvent & { readonly currentTarget: HTMLElement }) => {
    const next = event.relatedTarget;
    if (next instanceof Node && event.currentTarget.contains(next)) return;
    afterPress(() => dispatch({ type: 'leaveRow', index }));
  };

  return (
    <div class="attribute-row" role="group" aria-label={l10n.t('Attribute {0}', number)} onFocusOut={leave}>
      <input
        id={`attribute-key-${index}`}
        type="text"
        aria-label={l10n.t('Key of attribute {0}', number)}
        placeholder={l10n.t('Key')}
        autocomplete="off"
        spellcheck={false}
        value={row.key}
        onInput={(event) => edit({ key: event.currentTarget.value })}
        onKeyDown={onEnter}
        {...invalid('key')}
      />
      <Select
        aria-label={l10n.t('Type of attribute {0}', number)}
        value={row.type}
        onChange={(event) => edit({ type: event.currentTarget.value as AttributeRow['type'] })}
      >
        <option value="text">{l10n.t('text')}</option>
        <option value="number">{l10n.t('number')}</option>
        <option value="boolean">{l10n.t('true/false')}</option>
        <option value="null">{l10n.t('null')}</option>
        <option value="json">{l10n.t('JSON')}</option>
      </Select>
      <div class="value">
        <AttributeValue
          id={`attribute-value-${index}`}
          row={row}
          label={l10n.t('Value of attribute {0}', number)}
          invalid={invalid('value')}
          onEdit={(value) => edit({ value })}
          onEnter={onEnter}
        />
      </div>
      <button
        type="button"
        class="icon-button"
        id={`attribute-remove-${index}`}
        aria-label={
          row.key === '' ? l10n.t('Remove attribute {0}', number) : l10n.t('Remove attribute {0}', row.key)
        }
        title={l10n.t('Remove')}
        onClick={props.onRemove}
      >
        <Icon name="close" />
      </button>
      <Problem id={`attribute-problem-${index}`} message={problem?.message} />
    </div>
  );
}

interface AttributeValueProps {
  readonly id: string;
  readonly row: AttributeRow;
  readonly label: string;
  readonly invalid: { readonly 'aria-invalid'?: boolean; readonly 'aria-describedby'?: string | undefined };
  readonly onEdit: (value: string) => void;
  readonly onEnter: (event: KeyboardEvent) => void;
}

/** Keeps what was typed when the type changes, so that walking through the types loses nothing. */
function AttributeValue({ id, row, label, invalid, onEdit, onEnter }: AttributeValueProps) {
  if (row.type === 'null')
    return <input id={id} type="text" class="code" aria-label={label} value="null" readOnly />;
  if (row.type === 'boolean') {
    const known = row.value === 'true' || row.value === 'false';
    return (
      <Select
        id={id}
        aria-label={label}
        value={known ? row.value : ''}
        onChange={(event) => onEdit(event.currentTarget.value)}
        {...invalid}
      >
        {!known && <option value="">{l10n.t('Choose…')}</option>}
        <option value="true">true</option>
        <option value="false">false</option>
      </Select>
    );
  }
  // Not a number input: it would round 12345678901234567890. Not a text input: it would drop line breaks.
  return (
    <textarea
      id={id}
      class={row.type === 'text' ? 'grow' : 'grow code'}
      rows={1}
      aria-label={label}
      placeholder={l10n.t('Value')}
      autocomplete="off"
      spellcheck={false}
      value={row.value}
      onInput={(event) => onEdit(event.currentTarget.value)}
      onKeyDown={onEnter}
      {...invalid}
    />
  );
}
