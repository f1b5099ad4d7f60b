import * as l10n from '@vscode/l10n';
import { render } from 'preact';
import { toEditTime } from '../../src/core/common/editTime.ts';
import { parseNewChatDraft, type NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import { toWords } from '../../src/core/common/shortWords.ts';
import type { EditedDraft } from '../../src/core/newChat/newChatDraft.ts';
import type { FromNewChat, NewChatState, ToNewChat } from '../../src/protocol/newChat.ts';
import { openEditorWindow } from '../common/editorWindow.ts';
import { createSealedDraft } from '../common/sealedDraft.ts';
import { type FormAction, type FormState, reduceForm, toFormState } from './formState.ts';
import { keepFocus } from './keepFocus.ts';
import { NewChatForm } from './newChatForm.tsx';
import { controlOf } from './shownProblems.ts';
import './newChat.css';

/** `draft` is as earlier versions kept it, in clear. */
type Saved = { readonly sealed: string; readonly draft?: undefined } | EditedDraft;

const editor = openEditorWindow<FromNewChat, ToNewChat, Saved | undefined>();

let form: ReturnType<typeof startForm> | undefined;

// Whatever the webview was before it was hidden or reloaded, the editor says what it is now.
editor.onMessage((message) => {
  if (message.type === 'state' && !form) form = startForm(message.state);
  else form?.dispatch(message);
});
const kept = editor.readSaved();
if (kept?.draft !== undefined) {
  editor.save(undefined);
  editor.post({ type: 'ready', saved: kept });
} else editor.post({ type: 'ready', sealed: kept?.sealed });

function startForm(first: NewChatState) {
  if (first.l10nContents) l10n.config({ contents: toWords(first.l10nContents) });
  document.documentElement.lang = first.language;
  let state: FormState = toFormState(first);
  const keepSealed = createSealedDraft((sealed) =>
    editor.save(sealed === undefined ? undefined : { sealed }),
  );
  let runningSinceMs = sinceOf(first.result);
  let saving = false;
  let editedAtMs = first.editedAtMs;

  const parse = () => parseNewChatDraft(state.draft, state.connections);

  // Several changes of one gesture are one message; a microtask still runs when the tab is closing.
  const saveSoon = () => {
    if (saving) return;
    saving = true;
    queueMicrotask(() => {
      saving = false;
      editedAtMs = toEditTime(Date.now(), editedAtMs);
      const edited = { draft: state.draft, editedAtMs };
      void keepSealed(first.sealKey, edited);
      editor.post({ type: 'draftChanged', edited });
    });
  };

  const dispatch = (action: FormAction) => {
    const before = state;
    state = reduceForm(state, action);
    if (state.draft !== before.draft) saveSoon();
    if (state.result !== before.result) runningSinceMs = sinceOf(state.result, runningSinceMs);
    draw();
    if (before.result.kind === 'running' && state.result.kind !== 'running') showResult();
  };

  const showProblem = (problem: NewChatProblem) => document.getElementById(controlOf(problem))?.focus();

  const create = () => {
    if (state.result.kind === 'running') return;
    const [problem] = parse().problems;
    if (problem) {
      dispatch({ type: 'refuse' });
      showProblem(problem);
      return;
    }
    // The editor answers with the same; until then the button must not be pressed twice.
    dispatch({ type: 'sent' });
    editor.post({ type: 'create', draft: state.draft });
  };

  const copyAsCurl = () => {
    // A cURL line needs none of our credentials, but it needs to know where to.
    const known = state.connections.some(({ id }) => id === state.draft.connectionId);
    const problem = parse().problems.find(({ field }) => field !== 'connection' || !known);
    if (problem) {
      dispatch({ type: 'refuse' });
      showProblem(problem);
    } else {
      editor.post({ type: 'copyAsCurl', draft: state.draft });
    }
    return problem === undefined;
  };

  // Removing the line that has the focus makes the browser say so in the middle of drawing.
  let drawing = false;
  let stale = false;
  const draw = () => {
    stale = true;
    if (drawing) return;
    drawing = true;
    while (stale) {
      stale = false;
      renderForm();
    }
    drawing = false;
  };

  const renderForm = () =>
    keepFocus(() =>
      render(
        <NewChatForm
          state={state}
          parsed={parse()}
          runningSinceMs={runningSinceMs}
          dispatch={dispatch}
          post={(message) => editor.post(message)}
          onCreate={create}
          onCopyAsCurl={copyAsCurl}
          onShowProblem={showProblem}
        />,
        document.getElementById('root') ?? document.body,
      ),
    );

  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    // An open list has taken the key for itself.
    if (event.key === 'Escape' && state.result.kind === 'running') editor.post({ type: 'cancel' });
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    create();
  });

  draw();
  if (document.hasFocus()) document.getElementById('connection')?.focus();
  return { dispatch };
}

/** A call that was already known to run goes on from when it began. */
function sinceOf(result: FormState['result'], known?: number): number | undefined {
  return result.kind === 'running' ? (known ?? performance.now() - result.elapsedMs) : undefined;
}

/** In one column the reply is below the fold; beside the fields this moves nothing. */
function showResult(): void {
  document.getElementById('result')?.scrollIntoView({ block: 'nearest' });
}
