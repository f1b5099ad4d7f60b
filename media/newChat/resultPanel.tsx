import * as l10n from '@vscode/l10n';
import { toVisibleLine, toVisibleText } from '../../src/core/text/visibleText.ts';
import type { FromNewChat, NewChatResult } from '../../src/protocol/newChat.ts';
import { CopyButton } from '../common/copyButton.tsx';
import { Icon } from '../common/icon.tsx';
import { latencyText } from '../common/words.ts';

export interface ResultPanelProps {
  readonly result: NewChatResult;
  /** The request beside it has changed since. */
  readonly isOld?: boolean;
  readonly language: string;
  readonly post: (message: FromNewChat) => void;
}

/** What came back. The agent's words are shown as text and nothing else: they are untrusted. */
export function ResultPanel({ result, isOld = false, language, post }: ResultPanelProps) {
  const isOldReply = isOld && (result.kind === 'answered' || result.kind === 'failed');
  return (
    <section id="result" class={isOldReply ? 'result old' : 'result'} aria-labelledby="result-title">
      <div class="result-head">
        <h2 id="result-title">{l10n.t('Reply')}</h2>
        {isOldReply && (
          <p class="old-mark">
            <Icon name="history" />
            {l10n.t('to an earlier request')}
          </p>
        )}
      </div>
      <div class="result-body">
        <ResultBody result={result} language={language} post={post} />
      </div>
    </section>
  );
}

function ResultBody({ result, language, post }: ResultPanelProps) {
  switch (result.kind) {
    case 'none':
      return <p class="quiet">{l10n.t('The agent’s first reply will appear here.')}</p>;
    case 'running':
      return (
        <p class="quiet">
          <Icon name="loading" spin /> {l10n.t('Waiting for the agent…')}
        </p>
      );
    case 'answered':
      return <Answer result={result} language={language} post={post} />;
    default:
      return <Failure result={result} language={language} post={post} />;
  }
}

type ResultOf<Kind> = Omit<ResultPanelProps, 'result'> & {
  readonly result: Extract<NewChatResult, { readonly kind: Kind }>;
};

function Answer({ result, language, post }: ResultOf<'answered'>) {
  const conversationId = toVisibleLine(result.conversationId);
  return (
    <>
      <div class="result-line">
        <Icon name="pass" />
        <code class="conversation-id" title={conversationId}>
          {conversationId}
        </code>
        <span class="quiet">{latencyText(result.latencyMs, language)}</span>
      </div>
      {/* axe: a region that scrolls must be reachable from the keyboard. */}
      <div class="reply" role="group" aria-label={l10n.t('What the agent said')} tabIndex={0}>
        {result.firstTurn && (
          <>
            <Said speaker={l10n.t('Agent')} text={result.firstTurn.greeting} />
            <Said speaker={l10n.t('You')} text={result.firstTurn.said} />
          </>
        )}
        <Said speaker={l10n.t('Agent')} text={result.reply} />
      </div>
      {result.note !== undefined && (
        <p class="result-note">
          <Icon name="info" />
          <span class="untrusted">{result.note}</span>
        </p>
      )}
      <div class="result-buttons">
        <CopyButton
          label={l10n.t('Copy ID')}
          look="button secondary"
          onCopy={() => {
            post({ type: 'copyConversationId' });
            return true;
          }}
        />
        <OpenButton post={post} />
      </div>
    </>
  );
}

function OpenButton({ post }: Pick<ResultOf<'failed'>, 'post'>) {
  return (
    <button
      type="button"
      class="button secondary"
      title={l10n.t('Opens the conversation, with the keyboard in its message box')}
      onClick={() => post({ type: 'openConversation' })}
    >
      {l10n.t('Open')}
    </button>
  );
}

function Said({ speaker, text }: { readonly speaker: string; readonly text: string }) {
  return (
    <>
      <span class="speaker">{speaker}</span>
      {text === '' ? (
        <span class="quiet">{l10n.t('The reply was empty.')}</span>
      ) : (
        <span class="untrusted" dir="auto">
          {toVisibleText(text)}
        </span>
      )}
    </>
  );
}

function Failure({ result, language, post }: ResultOf<'failed'>) {
  const { message, remedy, correlationId, latencyMs } = result;
  return (
    <>
      <p class="failure">
        <Icon name="error" />
        <span class="untrusted">{message}</span>
      </p>
      {remedy !== undefined && <p class="untrusted">{remedy}</p>}
      <div class="result-facts quiet">
        {correlationId !== undefined && (
          <span>
            {l10n.t('Correlation ID')} <code class="untrusted">{toVisibleLine(correlationId)}</code>
          </span>
        )}
        {latencyMs !== undefined && <span>{latencyText(latencyMs, language)}</span>}
      </div>
      <div class="result-buttons">
        {correlationId !== undefined && (
          <CopyButton
            label={l10n.t('Copy Correlation ID')}
            look="button secondary"
            onCopy={() => {
              post({ type: 'copyCorrelationId' });
              return true;
            }}
          />
        )}
        {result.canOpen && <OpenButton post={post} />}
      </div>
    </>
  );
}

/** The same in one sentence, for a screen reader. */
export function announcement(result: NewChatResult, language: string): string {
  switch (result.kind) {
    case 'none':
      return '';
    case 'running':
      return l10n.t('Waiting for the agent…');
    case 'answered':
      return l10n.t(
        'Agent, {0}: {1}',
        latencyText(result.latencyMs, language),
        toVisibleLine(result.reply, 1000),
      );
    default:
      return result.remedy === undefined ? result.message : l10n.t('{0} {1}', result.message, result.remedy);
  }
}
