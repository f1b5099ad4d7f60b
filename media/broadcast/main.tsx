import * as l10n from '@vscode/l10n';
import { render } from 'preact';
import { toWords } from '../../src/core/common/shortWords.ts';
import type { BroadcastState, FromBroadcast, ToBroadcast } from '../../src/protocol/broadcast.ts';
import { announce } from '../common/announcer.ts';
import { openEditorWindow } from '../common/editorWindow.ts';
import { createSealedDraft } from '../common/sealedDraft.ts';
import { createComposerModel } from '../conversation/composerModel.ts';
import { GonePage } from '../conversation/conversationPage.tsx';
import { copyAsReceived } from '../conversation/copyAsReceived.ts';
import { createEditorPulse } from '../conversation/editorPulse.ts';
import { keepFocus } from '../conversation/keepFocus.ts';
import { BroadcastPage } from './broadcastPage.tsx';
import { type GridChange, reduceGrid, toGridState } from './gridState.ts';
import './broadcast.css';

/** What the webview keeps by itself: which conversations it shows, and a sealed copy of what is typed. */
interface Saved {
  readonly id: string;
  readonly ids: readonly string[];
  readonly sealed?: string | undefined;
}

const root = document.getElementById('root') ?? document.body;
const editor = openEditorWindow<FromBroadcast, ToBroadcast, Saved>();
let saved: Saved = { ids: [], ...editor.readSaved(), id: root.dataset['subject'] ?? '' };
const save = (change: Partial<Saved>) => {
  saved = { ...saved, ...change };
  editor.save(saved);
};

let panel: ReturnType<typeof startPanel> | undefined;

// Whatever the webview was before it was hidden or reloaded, the editor says what it is now.
editor.onMessage((message) => {
  if (message.type === 'gone') {
    panel = undefined;
    render(<GonePage sentence={message.sentence} />, root);
  } else if (message.type === 'state' && !panel) panel = startPanel(message.state);
  else panel?.receive(message);
});
editor.post({ type: 'ready', sealed: saved.sealed });
document.addEventListener('copy', copyAsReceived);

/** What comes within it is said in one sentence. */
const announceMs = 700;

function startPanel(first: BroadcastState) {
  if (first.l10nContents) l10n.config({ contents: toWords(first.l10nContents) });
  document.documentElement.lang = first.language;
  let { sealKey } = first;
  const keepSealed = createSealedDraft((sealed) => save({ sealed }));
  let state = toGridState(first, performance.now());
  let announced = state.head.summary;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pulse = createEditorPulse({
    ask: () => editor.post({ type: 'areYouThere' }),
    isWaiting: () => state.waitingSinceMs !== undefined,
    onDidChange: (isSilent) => dispatch({ type: 'setEditorSilent', isSilent }),
  });
  const post = (message: FromBroadcast) => {
    editor.post(message);
    // Typing expects no answer.
    if (message.type !== 'draftChanged') pulse.expect();
  };

  const composer = createComposerModel({
    draft: first.draft,
    editedAtMs: first.editedAtMs,
    post,
    save: (typed) => void keepSealed(sealKey, typed),
    said: () => state.rows.flatMap(({ user }) => (user && !user.whole ? user.text : [])),
    turnCount: () => state.rows.length,
    now: () => Date.now(),
  });

  const draw = () => {
    keepFocus(() =>
      render(<BroadcastPage state={state} composer={composer} post={post} dispatch={dispatch} />, root),
    );
    save({ ids: state.head.ids });
  };

  const tellSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const { summary, lock } = state.head;
      if (summary !== announced) announce(lock === undefined ? summary : `${summary}. ${lock}`);
      announced = summary;
    }, announceMs);
  };

  const dispatch = (change: GridChange) => {
    state = reduceGrid(state, change, performance.now());
    draw();
    tellSoon();
  };

  const receive = (message: Exclude<ToBroadcast, { type: 'gone' }>) => {
    switch (message.type) {
      case 'state':
        ({ sealKey } = message.state);
        composer.restore(message.state.draft, message.state.editedAtMs);
        state = toGridState(message.state, performance.now());
        draw();
        break;
      case 'sent':
        composer.sent(message.text);
        break;
      case 'notSent':
        composer.notSent();
        break;
      case 'here':
        break;
      default:
        dispatch(message);
        if (state.hasGap) post({ type: 'ready', sealed: saved.sealed });
    }
    pulse.heard();
  };

  draw();
  pulse.heard();
  return { receive };
}
