import * as l10n from '@vscode/l10n';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { toVisibleLine } from '../../src/core/text/visibleText.ts';
import type { ColumnView, FromBroadcast, RowView } from '../../src/protocol/broadcast.ts';
import { Icon } from '../common/icon.tsx';
import { LiveMark } from '../common/liveMark.tsx';
import { latencyText } from '../common/words.ts';
import { stateIcon } from '../conversation/words.ts';
import { GridRow, type GridRowProps } from './gridRow.tsx';
import type { GridChange, GridState } from './gridState.ts';

export interface GridProps {
  readonly state: GridState;
  readonly post: (message: FromBroadcast) => void;
  readonly dispatch: (change: GridChange) => void;
}

interface Place {
  /** -1 is the header. */
  readonly row: number;
  readonly key: number;
}

/** Rows that are built together, when they come near the window. */
const stretchLength = 10;
/** Nearer to the end than this, in pixels, and the end is what the person looks at. */
const nearEnd = 40;

/** A column for each conversation, a row for each message. One stop for Tab; arrows walk in it. */
export function Grid({ state, post, dispatch }: GridProps) {
  const log = useRef<HTMLDivElement>(null);
  const followsEnd = useRef(true);
  const [chosen, setChosen] = useState<Place>();
  const { head, rows, columns, wholes, language } = state;
  const last = rows.length - 1;
  const active: Place = {
    row: Math.min(chosen?.row ?? last, last),
    key: chosen !== undefined && columns.keys.includes(chosen.key) ? chosen.key : (columns.keys[0] ?? -1),
  };

  useLayoutEffect(() => {
    const element = log.current;
    if (element && followsEnd.current) element.scrollTop = element.scrollHeight;
  }, [rows]);

  const focusOn = (place: Place) => {
    setChosen(place);
    // Its stretch may have to be built first.
    requestAnimationFrame(() => {
      const cell = log.current?.querySelector<HTMLElement>(
        `[data-row="${place.row}"][data-key="${place.key}"]`,
      );
      cell?.focus();
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('.cell');
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target !== cell) {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      cell.focus();
      return;
    }
    const row = Number(cell.dataset['row']);
    const at = columns.keys.indexOf(Number(cell.dataset['key']));
    const steps: Readonly<Record<string, readonly [row: number, at: number]>> = {
      ArrowUp: [row - 1, at],
      ArrowDown: [row + 1, at],
      ArrowLeft: [row, at - 1],
      ArrowRight: [row, at + 1],
      Home: [row, 0],
      End: [row, columns.keys.length - 1],
      PageUp: [-1, at],
      PageDown: [last, at],
    };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      const place = Math.max(0, Math.min(columns.keys.length - 1, step[1]));
      focusOn({ row: Math.max(-1, Math.min(last, step[0])), key: columns.keys[place] ?? -1 });
    } else if (event.key === 'Enter' && row >= 0) {
      event.preventDefault();
      post({ type: 'open', key: Number(cell.dataset['key']), row });
    }
  };

  const onFocusIn = (event: FocusEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('.cell');
    if (cell) setChosen({ row: Number(cell.dataset['row']), key: Number(cell.dataset['key']) });
  };

  const onScroll = () => {
    const element = log.current;
    if (!element) return;
    followsEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
  };

  const stretches = Array.from({ length: Math.ceil(rows.length / stretchLength) }, (_, at) => at);
  return (
    <div class="transcript">
      <div
        ref={log}
        class="log"
        role="grid"
        aria-label={l10n.t('What each of them said')}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.keys.length + 1}
        aria-description={l10n.t(
          'The arrow keys go from cell to cell, Home and End to the first and the last column, Page Up and Page Down to the names and to the latest row. Enter opens the conversation of a cell in a tab of its own.',
        )}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        onFocusIn={onFocusIn}
      >
        <div class="grid" role="presentation" style={{ '--columns': String(columns.keys.length) }}>
          <div class="grid-head" role="row" aria-rowindex={1}>
            <span class="sr-only" role="columnheader" aria-colindex={1}>
              {l10n.t('Message')}
            </span>
            {head.columns.map((column, at) => (
              <ColumnHead
                key={column.key}
                column={column}
                place={at}
                isReference={column.key === head.reference && columns.keys.length > 1}
                isActive={active.row === -1 && active.key === column.key}
                language={language}
                post={post}
              />
            ))}
          </div>
          {stretches.map((at) => (
            <Stretch
              key={at}
              log={log}
              rows={rows.slice(at * stretchLength, (at + 1) * stretchLength)}
              isWanted={at === stretches.length - 1 || Math.floor(active.row / stretchLength) === at}
              active={active}
              columns={columns}
              wholes={wholes}
              language={language}
              post={post}
              dispatch={dispatch}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface StretchProps extends Omit<GridRowProps, 'row' | 'activeKey'> {
  readonly log: { readonly current: HTMLDivElement | null };
  readonly rows: readonly RowView[];
  /** Wherever it is: the keyboard is in it, or the end. */
  readonly isWanted: boolean;
  readonly active: Place;
}

/** A guess, in pixels, until it was seen. */
const usualRowHeight = 90;
/** So far above and below the window rows are built. */
const reach = '800px 0px';

/** Out of reach it is only as high as it was: a grid may have a thousand rows of thirty cells. */
function Stretch({ log, rows, isWanted, active, ...rest }: StretchProps) {
  const box = useRef<HTMLDivElement>(null);
  const height = useRef(rows.length * usualRowHeight);
  const [isNear, setIsNear] = useState(false);
  const isBuilt = isNear || isWanted;
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (!entry) return;
        if (!entry.isIntersecting && element.childElementCount > 0) {
          height.current = entry.boundingClientRect.height;
        }
        setIsNear(entry.isIntersecting);
      },
      { root: log.current, rootMargin: reach },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [log]);
  return (
    <div ref={box} role="rowgroup" style={{ height: isBuilt ? '' : `${height.current}px` }}>
      {isBuilt &&
        rows.map((row) => (
          <GridRow
            {...rest}
            key={row.index}
            row={row}
            activeKey={row.index === active.row ? active.key : undefined}
          />
        ))}
    </div>
  );
}

interface ColumnHeadProps {
  readonly column: ColumnView;
  readonly place: number;
  readonly isReference: boolean;
  readonly isActive: boolean;
  readonly language: string;
  readonly post: (message: FromBroadcast) => void;
}

/** What tells the conversation from the others, how it stands, and how it leaves the grid. */
function ColumnHead({ column, place, isReference, isActive, language, post }: ColumnHeadProps) {
  const { key, name, isLive, state, stateText, end, p50Ms, isOpen } = column;
  return (
    <div
      class="cell grid-name"
      role="columnheader"
      aria-colindex={place + 2}
      data-row={-1}
      data-key={key}
      tabIndex={isActive ? 0 : -1}
    >
      <div class="grid-title">
        <strong>{name}</strong>
        {isLive && <LiveMark />}
        {isReference && <span class="quiet">{l10n.t('reference')}</span>}
      </div>
      <div class="grid-state">
        <span class={`state ${state}`}>
          <Icon name={stateIcon(state)} spin={state === 'creating'} />
          {stateText}
        </span>
        {p50Ms !== undefined && (
          <span class="quiet latency">{l10n.t('p50 {0}', latencyText(p50Ms, language))}</span>
        )}
      </div>
      <p class="grid-end">
        <button
          type="button"
          class="link"
          tabIndex={isActive ? 0 : -1}
          aria-label={
            isOpen
              ? l10n.t('Continue alone: {0}', toVisibleLine(name))
              : l10n.t('Take out of the grid: {0}', toVisibleLine(name))
          }
          title={
            isOpen
              ? l10n.t('Opens it in a tab of its own. The others go on without it.')
              : l10n.t('It stays in the history.')
          }
          onClick={() => post({ type: isOpen ? 'continueAlone' : 'takeOut', key })}
        >
          {isOpen ? l10n.t('Continue Alone') : l10n.t('Take Out')}
        </button>
        {end !== undefined && (
          <span class="quiet untrusted" title={end}>
            {end}
          </span>
        )}
      </p>
    </div>
  );
}
