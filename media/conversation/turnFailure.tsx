import * as l10n from '@vscode/l10n';
import type { FailureView, FromConversation, PanelAction } from '../../src/protocol/conversation.ts';
import { CopyIconButton } from '../common/copyButton.tsx';
import { Icon } from '../common/icon.tsx';
import { ActionButton } from './actionButton.tsx';

export interface TurnFailureProps {
  readonly index: number;
  /** It is unknown whether it arrived: other words and another icon than for what surely failed. */
  readonly isUnknown: boolean;
  readonly failure: FailureView;
  readonly tabIndex: number;
  readonly onAct: (action: PanelAction) => void;
  readonly post: (message: FromConversation) => void;
}

/** Why there is no reply: cause, remedy, the id that support asks for, and what can be done. */
export function TurnFailure({ index, isUnknown, failure, tabIndex, onAct, post }: TurnFailureProps) {
  const { message, remedy, correlationId, actions } = failure;
  return (
    <div class="failure-box">
      <p class="failure-sentence">
        <Icon name={isUnknown ? 'question' : 'error'} />
        <span>
          <strong>{isUnknown ? l10n.t('Unknown') : l10n.t('Failed')}</strong>
          <span class="untrusted">{message}</span>
          {remedy !== undefined && <span class="untrusted">{remedy}</span>}
        </span>
      </p>
      {(correlationId !== undefined || actions.length > 0) && (
        <p class="failure-actions">
          {actions.map((offered) => (
            <ActionButton
              key={offered.action}
              offered={offered}
              look="button secondary"
              tabIndex={tabIndex}
              onPress={onAct}
            />
          ))}
          {correlationId !== undefined && (
            <span class="quiet correlation">
              {l10n.t('Correlation id')} <code class="untrusted">{correlationId}</code>
              <CopyIconButton
                label={l10n.t('Copy Correlation ID')}
                tabIndex={tabIndex}
                onCopy={() => post({ type: 'copyCorrelationId', index })}
              />
            </span>
          )}
        </p>
      )}
    </div>
  );
}
