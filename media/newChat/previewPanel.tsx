import * as l10n from '@vscode/l10n';
import type { RequestPreview } from '../../src/core/chatApi/requestPreview.ts';
import { toVisibleText } from '../../src/core/text/visibleText.ts';
import type { NewChatConnection } from '../../src/protocol/newChat.ts';
import { CopyButton } from '../common/copyButton.tsx';

export interface PreviewPanelProps {
  readonly connection: NewChatConnection | undefined;
  /** Undefined while the fields hold something that cannot be sent. */
  readonly preview: RequestPreview | undefined;
  readonly firstTurn: string | undefined;
  /** False when there is nothing to copy yet. */
  readonly onCopyAsCurl: () => boolean;
}

/** What will really be sent, to the letter, with both secrets masked. */
export function PreviewPanel({ connection, preview, firstTurn, onCopyAsCurl }: PreviewPanelProps) {
  return (
    <section class="preview" aria-labelledby="preview-title">
      <div class="section-head">
        <h2 id="preview-title">{l10n.t('Request')}</h2>
        <CopyButton label={l10n.t('Copy as cURL')} look="link" onCopy={onCopyAsCurl} />
      </div>
      {/* axe: a region that scrolls must be reachable from the keyboard. */}
      <div class="wire" role="group" aria-label={l10n.t('The request as it will be sent')} tabIndex={0}>
        <p class="wire-line">
          <span class="wire-method">{preview?.method ?? 'POST'}</span>{' '}
          {connection ? connection.createUrl : <span class="quiet">{l10n.t('Choose a connection.')}</span>}
        </p>
        {preview ? (
          <>
            {Object.entries(preview.headers).map(([name, value]) => (
              <p key={name} class="wire-line">
                <span class="wire-header">{name}:</span> {value}
              </p>
            ))}
            {preview.body === undefined ? (
              <p class="wire-body quiet">{l10n.t('No body: nothing is set.')}</p>
            ) : (
              <pre class="wire-body untrusted">{preview.bodyText}</pre>
            )}
          </>
        ) : (
          <p class="wire-body quiet">{l10n.t('The body appears when the attributes are valid.')}</p>
        )}
        {firstTurn !== undefined && (
          <>
            <p class="wire-body quiet">{l10n.t('Then, as the first turn:')}</p>
            <p class="untrusted">{toVisibleText(firstTurn)}</p>
          </>
        )}
      </div>
    </section>
  );
}
