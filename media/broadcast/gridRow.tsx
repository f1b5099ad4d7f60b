import * as l10n from '@vscode/l10n';
import { Component } from 'preact';
import { toVisibleText } from '../../src/core/text/visibleText.ts';
import type { CellView, FromBroadcast, RowView } from '../../src/protocol/broadcast.ts';
import { Icon } from '../common/icon.tsx';
import { latencyText } from '../common/words.ts';
import { AgentTextView } from '../conversation/agentTextView.tsx';
import type { GridChange, GridColumns, GridState } from './gridState.ts';
import { wholeKey } from './gridState.ts';

export interface GridRowProps {
  readonly row: RowView;
  readonly columns: GridColumns;
  readonly wholes: GridState['wholes'];
  /** The column of the cell that the keyboard reaches, when it is in this row. */
  readonly activeKey: number | undefined;
  readonly language: string;
  readonly post: (message: FromBroadcast) => void;
  readonly dispatch: (change: GridChange) => void;
}

/** What was said to all, and below it what each made of it. Drawn again only when something of its own has changed. */
export class GridRow extends Component<GridRowProps> {
  override shouldComponentUpdate(next: Readonly<GridRowProps>): boolean {
    return (Object.keys(next) as (keyof GridRowProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render({ row, columns, activeKey, ...rest }: GridRowProps) {
    // The header is the first row of the grid.
    return (
      <div class="grid-row" role="row" aria-rowindex={row.index + 2}>
        <div class="grid-message" role="rowheader" aria-colindex={1}>
          <MessageText row={row} />
        </div>
        <div class="grid-cells" role="presentation">
          {row.cells.map((cell, at) => {
            const key = columns.keys[at] ?? -1;
            return (
              <div
                key={key}
                class={`cell ${cell?.state ?? 'over'}${cell?.mark === 'differs' ? ' differs' : ''}`}
                role="gridcell"
                aria-colindex={at + 2}
                data-row={row.index}
                data-key={key}
                tabIndex={key === activeKey ? 0 : -1}
              >
                {cell ? (
                  <Cell
                    {...rest}
                    cell={cell}
                    row={row.index}
                    columnKey={key}
                    columns={columns}
                    isActive={key === activeKey}
                  />
                ) : (
                  <span class="quiet">{l10n.t('over')}</span>
                )}
              </div>
            );
          })}
        </div>
      </div>
    );
  }
}

function MessageText({ row: { index, user } }: { readonly row: RowView }) {
  if (user) {
    return (
      <>
        <span class="speaker">{l10n.t('You')}</span>{' '}
        <span class="untrusted clipped" dir="auto">
          {toVisibleText(user.text)}
        </span>
      </>
    );
  }
  return <span class="quiet">{index === 0 ? l10n.t('Greeting') : l10n.t('asked for a delayed reply')}</span>;
}

interface CellProps extends Pick<GridRowProps, 'columns' | 'wholes' | 'language' | 'post' | 'dispatch'> {
  readonly cell: CellView;
  readonly row: number;
  readonly columnKey: number;
  readonly isActive: boolean;
}

function Cell({ cell, row, columnKey: key, columns, wholes, isActive, language, post, dispatch }: CellProps) {
  const { state, agent, note, latencyMs, mark, again } = cell;
  const tabIndex = isActive ? 0 : -1;
  const isElsewhere = mark === 'reference' && key !== columns.reference;
  return (
    <>
      {mark === 'differs' && (
        <p class="mark">
          <Icon name="diff" />
          {l10n.t('differs')}
        </p>
      )}
      {isElsewhere && <p class="quiet">{l10n.t('compared with this one here')}</p>}
      {agent && (
        <AgentTextView
          long={agent}
          whole={wholes.get(wholeKey(key, row))}
          language={language}
          tabIndex={tabIndex}
          onShowWhole={() => post({ type: 'showWhole', key, row })}
          onForgetWhole={() => dispatch({ type: 'forgetWhole', key, row })}
        />
      )}
      {state === 'waiting' && (
        <p class="waiting quiet">
          <Icon name="loading" spin />
          {l10n.t('Waiting for the agent…')}
        </p>
      )}
      {state === 'unsaid' && <p class="quiet">{l10n.t('not said yet')}</p>}
      {(state === 'failed' || state === 'unknown') && (
        <p class="failure-sentence">
          <Icon name={state === 'failed' ? 'error' : 'question'} />
          <span class="untrusted">
            {state === 'failed' ? l10n.t('Failed') : l10n.t('Unknown')}
            {note === undefined ? '' : `: ${note}`}
          </span>
        </p>
      )}
      {state === 'answered' && note !== undefined && <p class="quiet untrusted">{note}</p>}
      {again !== undefined && (
        <p class="failure-actions">
          <button
            type="button"
            class="button secondary"
            tabIndex={tabIndex}
            onClick={() => post({ type: 'sayAgain', key })}
          >
            {again}
          </button>
        </p>
      )}
      {latencyMs !== undefined && <p class="latency quiet">{latencyText(latencyMs, language)}</p>}
    </>
  );
}
