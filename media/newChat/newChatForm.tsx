import * as l10n from '@vscode/l10n';
import { createRequestPreview } from '../../src/core/chatApi/requestPreview.ts';
import { useMemo } from 'preact/hooks';
import { longestField, type NewChatDraft } from '../../src/core/newChat/newChatDraft.ts';
import type { NewChatProblem, ParsedNewChatDraft } from '../../src/core/newChat/parseNewChatDraft.ts';
import type { FromNewChat } from '../../src/protocol/newChat.ts';
import { Combobox } from '../common/combobox.tsx';
import { descriptionId, Field } from '../common/field.tsx';
import type { ComboboxOption } from '../common/findOptions.ts';
import { AttributesField } from './attributesField.tsx';
import { ConnectionField } from './connectionField.tsx';
import { FirstMessageField } from './firstMessageField.tsx';
import { findPreset, type FormAction, type FormState, saysTheSame } from './formState.ts';
import { LanguageHintLine, languageHintId } from './languageHintLine.tsx';
import { languageHint, languageOptions } from './languageOptions.ts';
import { PresetsField } from './presetsField.tsx';
import { PreviewPanel } from './previewPanel.tsx';
import { announcement, ResultPanel } from './resultPanel.tsx';
import { isSameRequest } from './sameRequest.ts';
import { SendBar } from './sendBar.tsx';
import { shownProblems } from './shownProblems.ts';
import { replacedSentence } from './words.ts';

export interface NewChatFormProps {
  readonly state: FormState;
  readonly parsed: ParsedNewChatDraft;
  /** When the call that runs was sent, on the clock of `performance.now()`. */
  readonly runningSinceMs: number | undefined;
  readonly dispatch: (action: FormAction) => void;
  readonly post: (message: FromNewChat) => void;
  readonly onCreate: () => void;
  readonly onCopyAsCurl: () => boolean;
  readonly onShowProblem: (problem: NewChatProblem) => void;
}

export function NewChatForm(props: NewChatFormProps) {
  const { state, parsed, dispatch, post } = props;
  const { draft, connections, result, language } = state;
  const connection = connections.find(({ id }) => id === draft.connectionId);
  const problems = shownProblems(state, parsed.problems);
  const preset = findPreset(state.presets, state.selectedPreset);
  const isOld = state.sentDraft !== undefined && !isSameRequest(state.sentDraft, draft);
  return (
    <main class="form">
      <h1 class="sr-only">{l10n.t('New Chat')}</h1>
      <div class="editing">
        <div class="fields">
          <PresetsField
            presets={state.presets}
            selected={state.selectedPreset}
            isChanged={preset !== undefined && !saysTheSame(preset.draft, draft)}
            onApply={(name) => dispatch({ type: 'applyPreset', name })}
            onSave={() => post({ type: 'savePreset', draft })}
            onDelete={(name) => post({ type: 'deletePreset', name })}
          />
          <ConnectionField
            connections={connections}
            selected={connection}
            problem={problems.find(({ field }) => field === 'connection')?.message}
            onSelect={(id) => dispatch({ type: 'edit', change: { connectionId: id || undefined } })}
            onAdd={() => post({ type: 'addConnection' })}
            onEdit={(connectionId) => post({ type: 'editConnection', connectionId })}
            onUseStandIn={() => post({ type: 'useStandInAgent' })}
          />
          <TextFields state={state} dispatch={dispatch} />
          <AttributesField
            draft={draft}
            problems={problems.filter(({ field }) => field === 'attributes')}
            tooManyRows={state.tooManyRows}
            dispatch={dispatch}
          />
          <FirstMessageField
            value={draft.initialMessage}
            isTurn={draft.sendsAsFirstTurn}
            onEdit={(change) => dispatch({ type: 'edit', change })}
          />
        </div>
        <SendBar
          running={props.runningSinceMs === undefined ? undefined : { sinceMs: props.runningSinceMs }}
          problems={state.refused ? parsed.problems : []}
          live={connection?.environment === 'live'}
          replaced={state.replaced && replacedSentence(state.replaced)}
          onCreate={props.onCreate}
          onCancel={() => post({ type: 'cancel' })}
          onShowProblem={props.onShowProblem}
          onClear={() => dispatch({ type: 'clear' })}
          onUndo={() => dispatch({ type: 'undo' })}
        />
      </div>
      <div class="watching">
        <PreviewPanel
          connection={connection}
          preview={parsed.parameters && createRequestPreview(connection?.createUrl ?? '', parsed.parameters)}
          firstTurn={parsed.firstTurn}
          onCopyAsCurl={props.onCopyAsCurl}
        />
        <ResultPanel result={result} isOld={isOld} language={language} post={post} />
      </div>
      <p class="sr-only" role="status" aria-live="polite">
        {announcement(result, language)}
      </p>
      <p class="sr-only" role="status">
        {state.replaced && replacedSentence(state.replaced)}
      </p>
    </main>
  );
}

function TextFields({ state, dispatch }: Pick<NewChatFormProps, 'state' | 'dispatch'>) {
  const { draft, suggestions, language } = state;
  const plain = (values: readonly string[]): ComboboxOption[] => values.map((value) => ({ value }));
  // Names are slow to make, and the form is drawn with every letter.
  const languages = useMemo(
    () => languageOptions(suggestions.languages, language),
    [suggestions.languages, language],
  );
  const common = { draft, onEdit: (change: Partial<NewChatDraft>) => dispatch({ type: 'edit', change }) };
  return (
    <div class="pair">
      <TextField
        {...common}
        name="channel"
        label={l10n.t('Channel')}
        wireName="channel"
        description={l10n.t('Channel identifier for the conversation, for example {0}.', 'webchat')}
        options={plain(suggestions.channels)}
      />
      <TextField
        {...common}
        name="variantId"
        label={l10n.t('Variant')}
        wireName="variant_id"
        description={l10n.t(
          'Which variant to use for this conversation, for agents that serve several sites.',
        )}
        options={plain(suggestions.variants)}
      />
      <TextField
        {...common}
        name="asrLangCode"
        label={l10n.t('Hears')}
        wireName="asr_lang_code"
        description={l10n.t('Language code for speech recognition, for example {0}.', 'en-US')}
        options={languages}
        isLanguage
      />
      <TextField
        {...common}
        name="ttsLangCode"
        label={l10n.t('Speaks')}
        wireName="tts_lang_code"
        description={l10n.t('Language code for text-to-speech, for example {0}.', 'en-US')}
        options={languages}
        isLanguage
      />
    </div>
  );
}

interface TextFieldProps {
  readonly draft: NewChatDraft;
  readonly name: 'channel' | 'variantId' | 'asrLangCode' | 'ttsLangCode';
  readonly label: string;
  readonly wireName: string;
  readonly description: string;
  readonly options: readonly ComboboxOption[];
  readonly isLanguage?: boolean;
  readonly onEdit: (change: Partial<NewChatDraft>) => void;
}

function TextField(props: TextFieldProps) {
  const { draft, name, label, wireName, description, options, onEdit } = props;
  const hint = props.isLanguage ? languageHint(draft[name], options) : undefined;
  return (
    <Field id={name} label={label} wireName={wireName} description={description}>
      <Combobox
        id={name}
        value={draft[name]}
        options={options}
        placeholder={l10n.t('Not set')}
        title={description}
        describedBy={hint ? `${descriptionId(name)} ${languageHintId(name)}` : descriptionId(name)}
        listLabel={l10n.t('Suggestions for {0}', label)}
        maxLength={longestField}
        hint={hint && <LanguageHintLine id={name} hint={hint} onUse={(code) => onEdit({ [name]: code })} />}
        onInput={(value) => onEdit({ [name]: value })}
      />
    </Field>
  );
}
