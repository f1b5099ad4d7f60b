import * as l10n from '@vscode/l10n';
import { toVisibleLine } from '../../src/core/text/visibleText.ts';
import type { FromConversation } from '../../src/protocol/conversation.ts';
import { Icon } from '../common/icon.tsx';
import { LiveMark } from '../common/liveMark.tsx';
import { environmentLabel, latencyText } from '../common/words.ts';
import { MoreMenu } from './moreMenu.tsx';
import type { PanelChange, PanelState } from './panelState.ts';
import { stateIcon } from './words.ts';

export interface PanelHeaderProps {
  readonly state: PanelState;
  readonly post: (message: FromConversation) => void;
  readonly dispatch: (change: PanelChange) => void;
}

/** Where the conversation is held, how it stands, and what can be done with all of it. */
export function PanelHeader({ state, post, dispatch }: PanelHeaderProps) {
  const { header, language, markdown } = state;
  const { connectionName, environment, regionLabel, conversationId, running } = header;
  const isLive = environment === 'live';
  const isBusy = running !== undefined;
  return (
    <header class={isLive ? 'head live' : 'head'}>
      <div class="head-facts">
        <div class="head-where">
          <h1>{connectionName}</h1>
          {isLive && <LiveMark />}
          {/* "other" tells nobody anything; where the agent is does. */}
          {!isLive && environment !== 'other' && <span class="quiet">{environmentLabel(environment)}</span>}
          <span class="quiet">{regionLabel}</span>
        </div>
        <div class="head-id">
          {conversationId === undefined ? (
            <span class="quiet">{l10n.t('no id was received')}</span>
          ) : (
            <>
              <code class="conversation-id">{toVisibleLine(conversationId)}</code>
              <button
                type="button"
                class="icon-button"
                title={l10n.t('Copy Conversation ID')}
                aria-label={l10n.t('Copy Conversation ID')}
                onClick={() => post({ type: 'copyConversationId' })}
              >
                <Icon name="copy" />
              </button>
            </>
          )}
        </div>
        <div class="head-state">
          <span class={`state ${header.state}`}>
            <Icon name={stateIcon(header.state)} spin={header.state === 'creating'} />
            {running?.kind === 'close' ? l10n.t('closing…') : header.stateText}
          </span>
          <span class="quiet">
            {header.turnCount === 1 ? l10n.t('1 turn') : l10n.t('{0} turns', header.turnCount)}
          </span>
          {header.p50Ms !== undefined && (
            <span class="quiet" title={l10n.t('Half of the agent’s replies were faster than this.')}>
              {l10n.t('p50 {0}', latencyText(header.p50Ms, language))}
            </span>
          )}
        </div>
      </div>
      <div class="head-actions">
        {header.canClose && (
          <button
            type="button"
            class="button secondary"
            disabled={running?.kind === 'close'}
            onClick={() => post({ type: 'close' })}
          >
            {l10n.t('Close Chat')}
          </button>
        )}
        <MoreMenu
          items={[
            {
              title: l10n.t('Show Replies as Markdown'),
              checked: markdown,
              run: () => dispatch({ type: 'setMarkdown', markdown: !markdown }),
            },
            ...(header.canOpenInStudio
              ? [{ title: l10n.t('Open in Agent Studio'), run: () => post({ type: 'openInStudio' }) }]
              : []),
            { title: l10n.t('Copy Transcript'), run: () => post({ type: 'copyTranscript' }) },
            ...(isBusy
              ? []
              : [{ title: l10n.t('Create Again'), run: () => post({ type: 'act', action: 'createAgain' }) }]),
            { title: l10n.t('Open Raw'), run: () => post({ type: 'openRaw' }) },
          ]}
        />
      </div>
    </header>
  );
}
