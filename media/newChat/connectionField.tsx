import * as l10n from '@vscode/l10n';
import type { NewChatConnection } from '../../src/protocol/newChat.ts';
import { problemId, Problem } from '../common/field.tsx';
import { Icon } from '../common/icon.tsx';
import { LiveMark } from '../common/liveMark.tsx';
import { Select } from '../common/select.tsx';
import { environmentLabel } from '../../src/core/wording/plainText.ts';

export interface ConnectionFieldProps {
  readonly connections: readonly NewChatConnection[];
  readonly selected: NewChatConnection | undefined;
  readonly problem: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onAdd: () => void;
  readonly onEdit: (id: string) => void;
  readonly onUseStandIn: () => void;
}

/** Which agent is called. One line below it is always there, so that nothing moves when another is chosen. */
export function ConnectionField(props: ConnectionFieldProps) {
  if (props.connections.length === 0) return <NoConnection {...props} />;
  const { selected, problem } = props;
  return (
    <div class="field">
      <label for="connection">{l10n.t('Connection')}</label>
      <div class="control-row">
        <Select
          id="connection"
          value={selected?.id ?? ''}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? 'connection-facts' : problemId('connection')}
          onChange={(event) => props.onSelect(event.currentTarget.value)}
        >
          {!selected && <option value="">{l10n.t('Choose a connection…')}</option>}
          {props.connections.map((connection) => (
            <option key={connection.id} value={connection.id}>
              {l10n.t(
                '{0} · {1}',
                connection.name,
                // "other" says nothing; where the agent is does.
                connection.environment === 'other'
                  ? connection.regionLabel
                  : environmentLabel(connection.environment),
              )}
            </option>
          ))}
        </Select>
        <button
          type="button"
          class="icon-button"
          aria-label={l10n.t('Add Connection…')}
          title={l10n.t('Add Connection…')}
          onClick={props.onAdd}
        >
          <Icon name="add" />
        </button>
      </div>
      {selected && <Facts connection={selected} onEdit={props.onEdit} />}
      <Problem id={problemId('connection')} message={problem} />
    </div>
  );
}

interface FactsProps {
  readonly connection: NewChatConnection;
  readonly onEdit: (id: string) => void;
}

function Facts({ connection, onEdit }: FactsProps) {
  const live = connection.environment === 'live';
  return (
    <p id="connection-facts" class={live ? 'facts live' : 'facts'}>
      {live && <LiveMark />}
      <span>
        {live
          ? l10n.t('{0} · Real customers are served here.', connection.regionLabel)
          : connection.regionLabel}
      </span>
      {!connection.hasCredentials && (
        <button type="button" class="link" onClick={() => onEdit(connection.id)}>
          {l10n.t('Enter the API key and connector token…')}
        </button>
      )}
    </p>
  );
}

function NoConnection({ problem, onAdd, onUseStandIn }: ConnectionFieldProps) {
  return (
    <div class="field">
      <p class="label">{l10n.t('Connection')}</p>
      <p class="quiet">
        {l10n.t('There is no connection yet. Add your own agent, or try the stand-in agent on this machine.')}
      </p>
      <div class="control-row">
        <button id="connection" type="button" class="button" onClick={onAdd}>
          {l10n.t('Add Connection…')}
        </button>
        <button type="button" class="button secondary" onClick={onUseStandIn}>
          {l10n.t('Use the Stand-in Agent')}
        </button>
      </div>
      <Problem id={problemId('connection')} message={problem} />
    </div>
  );
}
