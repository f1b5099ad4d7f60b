import * as l10n from '@vscode/l10n';
import { Component, type ComponentChildren } from 'preact';
import type {
  CallView,
  FromConversation,
  LongText,
  PanelAction,
  TurnPart,
  TurnView,
} from '../../src/protocol/conversation.ts';
import { Icon } from '../common/icon.tsx';
import { latencyText } from '../common/words.ts';
import { ActionButton } from './actionButton.tsx';
import { AgentTextView } from './agentTextView.tsx';
import { CallInspector } from './callInspector.tsx';
import { focusToGoOn } from './keepFocus.ts';
import type { PanelChange, WholeTexts } from './panelState.ts';
import { TurnFailure } from './turnFailure.tsx';
import { useSeconds } from '../common/useSeconds.ts';
import { agentAnnouncement, turnName } from './words.ts';

export interface TurnRowProps {
  readonly turn: TurnView;
  readonly wholes: WholeTexts | undefined;
  readonly call: CallView | undefined;
  readonly isCallOpen: boolean;
  /** The one row that the keyboard reaches; arrow keys move it. */
  readonly isActive: boolean;
  readonly sentAtMs: number | undefined;
  readonly markdown: boolean;
  readonly language: string;
  readonly post: (message: FromConversation) => void;
  readonly dispatch: (change: PanelChange) => void;
}

/** One turn. Drawn again only when something of its own has changed: a transcript may have thousands. */
export class TurnRow extends Component<TurnRowProps> {
  override shouldComponentUpdate(next: Readonly<TurnRowProps>): boolean {
    return (Object.keys(next) as (keyof TurnRowProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render(props: TurnRowProps) {
    const { turn, isActive, isCallOpen, call, dispatch } = props;
    return (
      <div
        class={`turn ${turn.state}${isCallOpen ? ' call-open' : ''}`}
        role="group"
        aria-label={turnName(turn)}
        data-index={turn.index}
        tabIndex={isActive ? 0 : -1}
      >
        <UserLine {...props} />
        <AgentLine {...props} />
        {isCallOpen && call && (
          <CallInspector
            index={turn.index}
            call={call}
            wholes={props.wholes ?? {}}
            language={props.language}
            post={props.post}
            onForgetWhole={(part) => dispatch({ type: 'forgetWhole', index: turn.index, part })}
          />
        )}
      </div>
    );
  }
}

function UserLine(props: TurnRowProps) {
  const { turn, post } = props;
  // Without a note: else the words were not recorded, and there may have been some.
  const asks = turn.kind === 'respond' && turn.note === undefined;
  if (!turn.user && !asks) return null;
  return (
    <Line
      class="user"
      speaker={l10n.t('You')}
      announced={l10n.t('You, turn {0}:', turn.index + 1)}
      text={
        turn.user ? (
          <Said {...props} part="user" long={turn.user} />
        ) : (
          <span class="quiet">{l10n.t('asked for a delayed reply')}</span>
        )
      }
      meta={
        turn.kind === 'respond' && (
          <button
            type="button"
            class="raw quiet"
            // The keyboard has F for it, and one stop less.
            tabIndex={-1}
            aria-label={l10n.t('fork at turn {0}', turn.index + 1)}
            title={l10n.t(
              'Fork from here: says what was said before it again, in a new conversation (F on the turn)',
            )}
            onClick={() => post({ type: 'act', action: 'fork', index: turn.index })}
          >
            <Icon name="repo-forked" />
            {l10n.t('fork')}
          </button>
        )
      }
    />
  );
}

function AgentLine(props: TurnRowProps) {
  const { turn, sentAtMs, isActive, isCallOpen, language } = props;
  const tabIndex = isActive ? 0 : -1;
  const isAgents = turn.kind !== 'close' && !turn.failure;
  const act = (action: PanelAction) => {
    props.post({ type: 'act', action, index: turn.index });
    // The button goes with its call, and the message box is where one goes on.
    if (goOnAfter.includes(action)) focusToGoOn();
  };
  return (
    <Line
      class="agent"
      speaker={isAgents ? l10n.t('Agent') : ''}
      announced={
        isAgents && turn.state === 'answered' ? agentAnnouncement(turn.index + 1, turn.latencyMs) : ''
      }
      text={
        <>
          {turn.agent && <Said {...props} part="agent" long={turn.agent} />}
          {turn.state === 'pending' && <Waiting sinceMs={sentAtMs} />}
          {turn.note !== undefined && <p class="quiet untrusted">{turn.note}</p>}
          {turn.next && (
            <p class="failure-actions">
              <ActionButton offered={turn.next} look="button secondary" tabIndex={tabIndex} onPress={act} />
            </p>
          )}
          {turn.failure && (
            <TurnFailure
              index={turn.index}
              isUnknown={turn.state === 'unknown'}
              failure={turn.failure}
              tabIndex={tabIndex}
              onAct={act}
              post={props.post}
            />
          )}
        </>
      }
      meta={
        <>
          {turn.latencyMs !== undefined && (
            <span class="latency quiet" aria-hidden="true">
              {latencyText(turn.latencyMs, language)}
            </span>
          )}
          {turn.hasCall && (
            <button
              type="button"
              class="raw quiet"
              tabIndex={tabIndex}
              aria-expanded={isCallOpen}
              aria-label={l10n.t('raw: request and response of turn {0}', turn.index + 1)}
              title={l10n.t('Request and response (Enter on the turn)')}
              onClick={() => props.dispatch({ type: 'toggleCall', index: turn.index })}
            >
              <Icon name={isCallOpen ? 'chevron-down' : 'chevron-right'} />
              {l10n.t('raw')}
            </button>
          )}
        </>
      }
    />
  );
}

const goOnAfter: readonly PanelAction[] = ['sendAgain', 'closeAgain', 'fetchDelayedReply'];

interface LineProps {
  readonly class: string;
  readonly speaker: string;
  /** For a screen reader, in place of the speaker. */
  readonly announced: string;
  readonly text: ComponentChildren;
  readonly meta?: ComponentChildren;
}

function Line(props: LineProps) {
  return (
    <div class={`line ${props.class}`}>
      <span class="speaker" aria-hidden="true">
        {props.speaker}
      </span>
      <div class="said">
        {props.announced !== '' && <span class="sr-only">{props.announced}</span>}
        {props.text}
      </div>
      <span class="meta">{props.meta}</span>
    </div>
  );
}

interface SaidProps extends TurnRowProps {
  readonly part: Extract<TurnPart, 'user' | 'agent'>;
  readonly long: LongText;
}

function Said({ part, long, turn, wholes, markdown, language, isActive, post, dispatch }: SaidProps) {
  const { index } = turn;
  return (
    <AgentTextView
      long={long}
      whole={wholes?.[part]}
      markdown={markdown && part === 'agent'}
      language={language}
      tabIndex={isActive ? 0 : -1}
      onShowWhole={() => post({ type: 'showWhole', index, part })}
      onForgetWhole={() => dispatch({ type: 'forgetWhole', index, part })}
      onOpenLink={(url) => post({ type: 'openLink', url })}
    />
  );
}

/** The seconds are for the eyes: read out, they would never end. */
function Waiting({ sinceMs }: { readonly sinceMs: number | undefined }) {
  const seconds = useSeconds(sinceMs);
  return (
    <p class="waiting quiet">
      <Icon name="loading" spin />
      {l10n.t('Waiting for the agent…')}
      <span class="seconds" aria-hidden="true">
        {l10n.t('{0} s', seconds)}
      </span>
    </p>
  );
}
