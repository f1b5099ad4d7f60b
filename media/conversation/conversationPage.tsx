import * as l10n from '@vscode/l10n';
import type { FromConversation } from '../../src/protocol/conversation.ts';
import { Composer } from './composer.tsx';
import { ComposerLockLine } from './composerLockLine.tsx';
import type { ComposerModel } from './composerModel.ts';
import { LatencyChart } from './latencyChart.tsx';
import { PanelHeader } from './panelHeader.tsx';
import type { PanelChange, PanelState } from './panelState.ts';
import { SilenceLine } from './silenceLine.tsx';
import { Transcript } from './transcript.tsx';

export interface ConversationPageProps {
  readonly state: PanelState;
  readonly composer: ComposerModel;
  readonly post: (message: FromConversation) => void;
  readonly dispatch: (change: PanelChange) => void;
}

export function ConversationPage({ state, composer, post, dispatch }: ConversationPageProps) {
  const { header, turns } = state;
  const pending = turns.findLast((turn) => turn.state === 'pending');
  return (
    <main class={header.environment === 'live' ? 'page live' : 'page'}>
      <div>
        <PanelHeader state={state} post={post} dispatch={dispatch} />
        {state.latency && <LatencyChart latency={state.latency} language={state.language} />}
      </div>
      <Transcript state={state} post={post} dispatch={dispatch} />
      <section class="foot" aria-label={l10n.t('Message')}>
        {state.isEditorSilent && <SilenceLine />}
        {header.lock ? (
          <ComposerLockLine header={header} lock={header.lock} unsent={composer.draft.text} post={post} />
        ) : (
          <Composer
            model={composer}
            running={header.running}
            sentAtMs={pending && state.sentAtMs.get(pending.index)}
            post={post}
          />
        )}
      </section>
    </main>
  );
}

/** There is nothing to show: said plainly, because an empty tab would look like a loss. */
export function GonePage({ sentence }: { readonly sentence: string }) {
  return (
    <main class="page gone">
      <h1>{sentence}</h1>
    </main>
  );
}
