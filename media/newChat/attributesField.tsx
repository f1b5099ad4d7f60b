import * as l10n from '@vscode/l10n';
import { mostAttributeRows, type NewChatDraft } from '../../src/core/newChat/newChatDraft.ts';
import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import { WireName } from '../common/field.tsx';
import { AttributesGrid } from './attributesGrid.tsx';
import { AttributesJson } from './attributesJson.tsx';
import type { FormAction } from './formState.ts';

export interface AttributesFieldProps {
  readonly draft: NewChatDraft;
  /** Those that may be shown now. */
  readonly problems: readonly NewChatProblem[];
  /** The grid was asked for and cannot show this many. */
  readonly tooManyRows: number | undefined;
  readonly dispatch: (action: FormAction) => void;
}

/** `integration_attributes`: one value, seen as a grid or as JSON. */
export function AttributesField({ draft, problems, tooManyRows, dispatch }: AttributesFieldProps) {
  const description = l10n.t(
    'Values passed to the agent, which its functions read as conv.integration_attributes.',
  );
  return (
    <fieldset class="attributes" aria-description={l10n.t('{0}: {1}', 'integration_attributes', description)}>
      <legend title={description}>
        {l10n.t('Attributes')}
        <WireName name="integration_attributes" />
      </legend>
      <div class="views" role="group" aria-label={l10n.t('View of the attributes')}>
        <ViewButton view="grid" label={l10n.t('Grid')} current={draft.attributesView} dispatch={dispatch} />
        <ViewButton view="json" label={l10n.t('JSON')} current={draft.attributesView} dispatch={dispatch} />
      </div>
      {draft.attributesView === 'grid' ? (
        <AttributesGrid rows={draft.attributeRows} problems={problems} dispatch={dispatch} />
      ) : (
        <AttributesJson text={draft.attributesText} problems={problems} dispatch={dispatch} />
      )}
      {tooManyRows !== undefined && (
        <p class="quiet" role="status">
          {l10n.t('The grid shows up to {0} attributes; these are {1}.', mostAttributeRows, tooManyRows)}
        </p>
      )}
    </fieldset>
  );
}

interface ViewButtonProps {
  readonly view: NewChatDraft['attributesView'];
  readonly label: string;
  readonly current: NewChatDraft['attributesView'];
  readonly dispatch: (action: FormAction) => void;
}

function ViewButton({ view, label, current, dispatch }: ViewButtonProps) {
  return (
    <button
      type="button"
      class="view"
      aria-pressed={view === current}
      onClick={() => dispatch({ type: 'switchView', view })}
    >
      {label}
    </button>
  );
}
