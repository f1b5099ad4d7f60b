import * as l10n from '@vscode/l10n';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { findJsonProblems } from '../../src/core/common/jsonProblems.ts';
import { formatJson } from '../../src/core/common/jsonText.ts';
import { toVisibleText } from '../../src/core/text/visibleText.ts';
import type { CallView, FromConversation, LongText, TurnPart } from '../../src/protocol/conversation.ts';
import { CopyButton } from '../common/copyButton.tsx';
import { Icon } from '../common/icon.tsx';
import { latencyText } from '../common/words.ts';
import { AgentTextView } from './agentTextView.tsx';
import type { WholeTexts } from './panelState.ts';

export interface CallInspectorProps {
  readonly index: number;
  readonly call: CallView;
  readonly wholes: WholeTexts;
  readonly language: string;
  readonly post: (message: FromConversation) => void;
  readonly onForgetWhole: (part: TurnPart) => void;
}

/** The call of a turn as it was sent and received, its secrets masked. */
export function CallInspector(props: CallInspectorProps) {
  const { index, call, language, post } = props;
  const [isExact, setIsExact] = useState(false);
  const section = useRef<HTMLElement>(null);
  // It opens below its turn, which may be at the foot of the window, and is read from its beginning.
  useLayoutEffect(() => {
    const turn = section.current?.closest('.turn')?.getBoundingClientRect();
    const log = section.current?.closest('.log');
    if (!turn || !log) return;
    const view = log.getBoundingClientRect();
    // Not scrollIntoView: that moves what is around the transcript too.
    if (turn.top < view.top || turn.height > view.height) log.scrollTop += turn.top - view.top;
    else if (turn.bottom > view.bottom) log.scrollTop += turn.bottom - view.bottom;
  }, []);
  const copy = (kind: Extract<FromConversation, { type: 'copySnippet' }>['kind']) => () => {
    post({ type: 'copySnippet', index, kind });
    return true;
  };
  return (
    <section ref={section} class="call" aria-label={l10n.t('Request and response of turn {0}', index + 1)}>
      <p class="call-bar">
        <span class="quiet">
          {l10n.t('{0} · {1}', call.startedAt, latencyText(call.latencyMs, language))}
          {call.correlationId !== undefined && (
            <>
              {' · '}
              {l10n.t('Correlation id')} <code class="untrusted">{call.correlationId}</code>
            </>
          )}
        </span>
        <span class="call-buttons">
          <label class="check">
            <input
              type="checkbox"
              checked={isExact}
              onChange={(event) => setIsExact(event.currentTarget.checked)}
            />
            {l10n.t('Exactly as sent and received')}
          </label>
          <CopyButton look="link" label={l10n.t('Copy as cURL')} onCopy={copy('curl')} />
          <CopyButton look="link" label={l10n.t('Copy as fetch')} onCopy={copy('fetch')} />
          <CopyButton look="link" label={l10n.t('Copy as Python')} onCopy={copy('python')} />
        </span>
      </p>
      {call.unknownFields.length > 0 && (
        <p class="call-unknown">
          <Icon name="info" />
          <span>
            {l10n.t('Not in the documentation:')}{' '}
            {call.unknownFields.map((name, at) => (
              <>
                {at > 0 && ', '}
                <code class="untrusted">{toVisibleText(name)}</code>
              </>
            ))}
          </span>
        </p>
      )}
      <div class="call-sides">
        <Side
          {...props}
          title={l10n.t('Request')}
          first={`${call.method} ${call.url}`}
          headers={call.requestHeaders}
          part="request"
          body={call.requestBody}
          isExact={isExact}
        />
        <Side
          {...props}
          title={l10n.t('Response')}
          first={call.status === undefined ? l10n.t('No response was received.') : String(call.status)}
          headers={call.responseHeaders}
          part="response"
          body={call.responseBody}
          isExact={isExact}
        />
      </div>
    </section>
  );
}

interface SideProps extends CallInspectorProps {
  readonly title: string;
  readonly first: string;
  readonly headers: CallView['requestHeaders'];
  readonly part: Extract<TurnPart, 'request' | 'response'>;
  readonly body: LongText | undefined;
  readonly isExact: boolean;
}

function Side({
  index,
  title,
  first,
  headers,
  part,
  body,
  isExact,
  wholes,
  language,
  post,
  ...rest
}: SideProps) {
  const shown = useMemo(() => (body && !isExact ? laidOut(body) : body), [body, isExact]);
  return (
    <div class="call-side">
      <h2>{title}</h2>
      {/* axe: a region that scrolls must be reachable from the keyboard. */}
      <div class="wire" tabIndex={0} role="group" aria-label={title}>
        <p class="wire-first untrusted">{toVisibleText(first)}</p>
        {headers.map(([name, value]) => (
          <p class="untrusted">
            <span class="quiet">{toVisibleText(name)}:</span> {toVisibleText(value)}
          </p>
        ))}
        {shown && (shown.text !== '' || shown.whole) && (
          <div class="wire-body">
            <AgentTextView
              long={shown}
              whole={wholes[part]}
              language={language}
              onShowWhole={() => post({ type: 'showWhole', index, part })}
              onForgetWhole={() => rest.onForgetWhole(part)}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** JSON laid out for reading, its numbers untouched; anything else, and the beginning of a long one, as it is. */
function laidOut(body: LongText): LongText {
  if (body.whole || !/^\s*[[{]/.test(body.text) || findJsonProblems(body.text).length > 0) return body;
  return { text: formatJson(body.text) };
}
