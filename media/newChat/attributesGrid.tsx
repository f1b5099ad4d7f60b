import * as l10n from '@vscode/l10n';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { AttributeRow } from '../../src/core/chatApi/attributesText.ts';
import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import { Icon } from '../common/icon.tsx';
import { AttributeRowFields } from './attributeRowFields.tsx';
import type { FormAction } from './formState.ts';

export interface AttributesGridProps {
  readonly rows: readonly AttributeRow[];
  readonly problems: readonly NewChatProblem[];
  readonly dispatch: (action: FormAction) => void;
}

/** One line per attribute. Enter in the last line adds the next one; removing one keeps the focus near. */
export function AttributesGrid({ rows, problems, dispatch }: AttributesGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | undefined>(undefined);

  // A new line exists only after drawing, so that the focus moves then.
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    grid.current?.querySelector<HTMLElement>(wanted.current)?.focus();
    wanted.current = undefined;
  });

  const add = () => {
    wanted.current = `#attribute-key-${rows.length}`;
    dispatch({ type: 'addRow' });
  };
  const goOn = (index: number) => {
    const row = rows[index];
    if (index < rows.length - 1)
      grid.current?.querySelector<HTMLElement>(`#attribute-key-${index + 1}`)?.focus();
    else if (row && (row.key !== '' || row.value !== '')) add(); // no pile of empty lines
  };
  const remove = (index: number) => {
    wanted.current = rows.length === 1 ? '.add' : `#attribute-remove-${Math.min(index, rows.length - 2)}`;
    dispatch({ type: 'removeRow', index });
  };

  return (
    <div class="attribute-grid" ref={grid}>
      {rows.length > 0 && (
        <div class="attribute-row attribute-head" aria-hidden="true">
          <span>{l10n.t('Key')}</span>
          <span>{l10n.t('Type')}</span>
          <span>{l10n.t('Value')}</span>
        </div>
      )}
      {rows.map((row, index) => (
        <AttributeRowFields
          key={index}
          row={row}
          index={index}
          problem={problems.find((problem) => problem.row === index)}
          dispatch={dispatch}
          onEnter={() => goOn(index)}
          onRemove={() => remove(index)}
        />
      ))}
      <button type="button" class="link add" onClick={add}>
        <Icon name="add" />
        {l10n.t('Add attribute')}
      </button>
    </div>
  );
}
