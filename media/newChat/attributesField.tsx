import * as l10n from '@vscode/l10n';
import type { NewChatDraft } from '../../src/core/newChat/newChatDraft.ts';
import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import { AttributesGrid } from './attributesGrid.tsx';
import { AttributesJson } from './attributesJson.tsx';
import type { FormAction } from './formState.ts';

export interface AttributesFieldProps {
  readonly draft: NewChatDraft;
  /** Those that may be shown now. */
  readonly problems: readonly NewChatProblem[];
  readonly dispatch: (action: FormAction) => void;
}

/** `integration_attributes`: one value, seen as a grid or as JSON. */
export function AttributesField({ draft, problems, dispatch }: AttributesFieldProps) {
  const description = l10n.t(
    'Values passed to the agent, which its functions read as conv.integration_attributes.',
  );
  return (
    <fieldset class="attributes">
      <legend title={description}>
        {l10n.t('Attributes')}
        <span class="wire-name">integration_attributes</span>
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
