import * as l10n from '@vscode/l10n';
import { useRef } from 'preact/hooks';
import type { FromBroadcast } from '../../src/protocol/broadcast.ts';
import { Icon } from '../common/icon.tsx';
import { Select } from '../common/select.tsx';
import { Composer } from '../conversation/composer.tsx';
import type { ComposerModel } from '../conversation/composerModel.ts';
import { SilenceLine } from '../conversation/silenceLine.tsx';
import { useFocusWithWindow } from '../conversation/useFocusWithWindow.ts';
import { Grid } from './grid.tsx';
import type { GridChange, GridState } from './gridState.ts';

export interface BroadcastPageProps {
  readonly state: GridState;
  readonly composer: ComposerModel;
  readonly post: (message: FromBroadcast) => void;
  readonly dispatch: (change: GridChange) => void;
}

export function BroadcastPage({ state, composer, post, dispatch }: BroadcastPageProps) {
  const { head, waitingSinceMs } = state;
  const isWaiting = waitingSinceMs !== undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || !isWaiting) return;
    event.preventDefault();
    post({ type: 'cancel' });
  };
  return (
    <main class={head.columns.some(({ isLive }) => isLive) ? 'page live' : 'page'} onKeyDown={onKeyDown}>
      <header class="head">
        <div class="head-facts">
          <div class="head-where">
            <h1>{l10n.t('Broadcast')}</h1>
            <span class="quiet">{head.summary}</span>
            <button
              type="button"
              class={isWaiting ? 'link' : 'link away'}
              tabIndex={isWaiting ? 0 : -1}
              title={l10n.t('Cancel (Escape)')}
              onClick={() => post({ type: 'cancel' })}
            >
              {l10n.t('Cancel')}
            </button>
          </div>
          <div class="head-parameters quiet">{head.common}</div>
        </div>
        <div class="head-actions">
          {head.columns.length > 1 && (
            <>
              <label for="reference">{l10n.t('Compare with')}</label>
              <Select
                id="reference"
                value={String(head.reference)}
                onChange={(event) => post({ type: 'compareWith', key: Number(event.currentTarget.value) })}
              >
                {head.columns.map(({ key, name }) => (
                  <option key={key} value={String(key)}>
                    {name}
                  </option>
                ))}
              </Select>
            </>
          )}
          <button
            type="button"
            class="button secondary"
            aria-disabled={head.openCount === 0}
            title={l10n.t('Ends the conversations at their agents')}
            onClick={() => head.openCount > 0 && post({ type: 'closeAll' })}
          >
            {l10n.t('Close Chats')}
          </button>
          <button type="button" class="button secondary" onClick={() => post({ type: 'saveAsChatTest' })}>
            {l10n.t('Save as Chat Test…')}
          </button>
        </div>
      </header>
      <Grid state={state} post={post} dispatch={dispatch} />
      <section class="foot" aria-label={l10n.t('Message')}>
        {state.isEditorSilent && <SilenceLine />}
        {head.lock === undefined ? (
          <Composer
            model={composer}
            running={head.isBusy ? { kind: 'respond', canCancel: true } : undefined}
            sentAtMs={waitingSinceMs}
            post={post}
          />
        ) : (
          <LockLine sentence={head.lock} />
        )}
      </section>
    </main>
  );
}

/** In place of the composer, and with its keyboard. */
function LockLine({ sentence }: { readonly sentence: string }) {
  const line = useRef<HTMLDivElement>(null);
  useFocusWithWindow(line);
  return (
    <div ref={line} class="lock" role="group" aria-label={sentence} tabIndex={-1}>
      <p class="lock-sentence">
        <Icon name="lock" />
        <span>{sentence}</span>
      </p>
    </div>
  );
}
