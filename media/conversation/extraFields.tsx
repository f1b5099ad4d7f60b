import * as l10n from '@vscode/l10n';
import type { ComposerDraft } from '../../src/protocol/conversation.ts';
import { afterPress } from '../common/afterPress.ts';
import { Field, problemId } from '../common/field.tsx';
import type { ComposerProblem, ExtraField } from './composerModel.ts';

export interface ExtraFieldsProps {
  readonly draft: ComposerDraft;
  readonly problems: readonly ComposerProblem[];
  readonly onEdit: (change: Partial<ComposerDraft>) => void;
  /** A field was left: what is wrong with it may be said now. */
  readonly onLeave: () => void;
  readonly isRunning: boolean;
  readonly onFetchDelayedReply: () => void;
}

/** What the documentation page lists for respond and the schema does not know. Sent with each message, if set. */
export function ExtraFields(props: ExtraFieldsProps) {
  return (
    <fieldset class="extra-fields">
      <legend>
        {l10n.t('Sent with each message')}
        <span class="quiet">{l10n.t('documented on the page, not in the schema')}</span>
      </legend>
      <div class="extra-pair">
        <JsonField
          {...props}
          name="integrationAttributes"
          label={l10n.t('Attributes')}
          wireName="integration_attributes"
        />
        <JsonField {...props} name="metadata" label={l10n.t('Metadata')} wireName="metadata" />
      </div>
      <div class="extra-pair">
        <CodeField {...props} name="asrLangCode" label={l10n.t('Hears')} wireName="asr_lang_code" />
        <CodeField {...props} name="ttsLangCode" label={l10n.t('Speaks')} wireName="tts_lang_code" />
      </div>
      <p class="delayed-reply">
        <button
          type="button"
          class="button secondary"
          disabled={props.isRunning}
          aria-describedby="delayed-reply-hint"
          onClick={props.onFetchDelayedReply}
        >
          {l10n.t('Fetch Delayed Reply')}
        </button>
        <span id="delayed-reply-hint" class="quiet">
          {l10n.t('Sends an empty message. An agent that needed more time answers it with its reply.')}
        </span>
      </p>
    </fieldset>
  );
}

interface ExtraFieldProps extends ExtraFieldsProps {
  readonly name: ExtraField;
  readonly label: string;
  readonly wireName: string;
}

function JsonField({ name, label, wireName, draft, problems, onEdit, onLeave }: ExtraFieldProps) {
  const problem = problems.find(({ field }) => field === name)?.message;
  return (
    <Field id={name} label={label} wireName={wireName} problem={problem}>
      <textarea
        id={name}
        class="code grow"
        rows={2}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId(name)}
        placeholder='{ "key": "value" }'
        value={draft[name]}
        onInput={(event) => onEdit({ [name]: event.currentTarget.value })}
        onBlur={() => afterPress(onLeave)}
      />
    </Field>
  );
}

function CodeField({ name, label, wireName, draft, onEdit }: ExtraFieldProps) {
  return (
    <Field id={name} label={label} wireName={wireName}>
      <input
        id={name}
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder={l10n.t('Not set')}
        value={draft[name]}
        onInput={(event) => onEdit({ [name]: event.currentTarget.value })}
      />
    </Field>
  );
}
