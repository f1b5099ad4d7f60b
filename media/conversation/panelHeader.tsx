import * as l10n from '@vscode/l10n';
import { toVisibleLine } from '../../src/core/text/visibleText.ts';
import type { FromConversation } from '../../src/protocol/conversation.ts';
import { announce } from '../common/announcer.ts';
import { CopyIconButton } from '../common/copyButton.tsx';
import { Icon } from '../common/icon.tsx';
import { LiveMark } from '../common/liveMark.tsx';
import { environmentLabel } from '../../src/core/wording/plainText.ts';
import { latencyText } from '../common/words.ts';
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
          {/* "other" says nothing; where the agent is does. */}
          {!isLive && environment !== 'other' && <span class="quiet">{environmentLabel(environment)}</span>}
          <span class="quiet">{regionLabel}</span>
        </div>
        <div class="head-id">
          {conversationId === undefined ? (
            <span class="quiet">{l10n.t('no id was received')}</span>
          ) : (
            <>
              <code class="conversation-id">{toVisibleLine(conversationId)}</code>
              <CopyIconButton
                label={l10n.t('Copy Conversation ID')}
                onCopy={() => post({ type: 'copyConversationId' })}
              />
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
          <button
            type="button"
            class="link"
            aria-expanded={state.latency !== undefined}
            title={l10n.t('Half of the agent’s replies were faster than this. Shows how fast it was before.')}
            onClick={() => dispatch({ type: 'toggleLatency' })}
          >
            {header.p50Ms === undefined
              ? l10n.t('Latency')
              : l10n.t('p50 {0}', latencyText(header.p50Ms, language))}
          </button>
        </div>
        {header.replayOf && (
          <div class="head-replay quiet">
            {header.replayOf.canOpen ? (
              <button type="button" class="link" onClick={() => post({ type: 'openOriginal' })}>
                {l10n.t('Replay: open the original')}
              </button>
            ) : (
              l10n.t('Replay of a conversation that is no longer in the history')
            )}
          </div>
        )}
        {header.hasReplay && (
          <div class="head-replay">
            <button type="button" class="link" onClick={() => post({ type: 'openReplay' })}>
              {l10n.t('Open the replay')}
            </button>
          </div>
        )}
        {header.parameterText !== undefined && (
          <div class="head-parameters quiet">{header.parameterText}</div>
        )}
      </div>
      <div class="head-actions">
        {header.canClose && (
          <button
            type="button"
            class="button secondary"
            // Not `disabled`: that would take the keyboard from who has just pressed it.
            aria-disabled={running?.kind === 'close'}
            title={l10n.t('Ends the conversation at the agent')}
            onClick={() => running?.kind !== 'close' && post({ type: 'close' })}
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
            {
              title: l10n.t('Copy Transcript'),
              run: () => {
                post({ type: 'copyTranscript' });
                announce(l10n.t('Copied'));
              },
            },
            { title: l10n.t('Open as Text'), run: () => post({ type: 'openAsText' }) },
            { title: l10n.t('Save as Chat Test…'), run: () => post({ type: 'saveAsChatTest' }) },
            ...(isBusy
              ? []
              : [
                  {
                    title: l10n.t('Create Again'),
                    hint: l10n.t('Creates a new chat with the same connection and the same parameters.'),
                    run: () => post({ type: 'act', action: 'createAgain' }),
                  },
                ]),
            {
              title: l10n.t('Open Raw'),
              hint: l10n.t('Everything that is recorded of this conversation, as JSON'),
              run: () => post({ type: 'openRaw' }),
            },
          ]}
        />
      </div>
    </header>
  );
}
