import { render } from 'preact';
import type { BroadcastState, FromBroadcast, ToBroadcast } from '../../src/protocol/broadcast.ts';
import { announce } from '../common/announcer.ts';
import { openEditorWindow } from '../common/editorWindow.ts';
import { copyAsReceived } from '../conversation/copyAsReceived.ts';
import { keepFocus } from '../conversation/keepFocus.ts';
import { startTypedPanel } from '../conversation/typedPanel.ts';
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
  if (message.type === 'state' && !panel) panel = startPanel(message.state);
  else panel?.receive(message);
});
editor.post({ type: 'ready', sealed: saved.sealed });
document.addEventListener('copy', copyAsReceived);

/** What comes within it is said in one sentence. */
const announceMs = 700;

function startPanel(first: BroadcastState) {
  const { composer, post, ...typed } = startTypedPanel<FromBroadcast>(first, {
    post: (message) => editor.post(message),
    saveSealed: (sealed) => save({ sealed }),
    isWaiting: () => state.waitingSinceMs !== undefined,
    onDidChangeSilence: (isSilent) => dispatch({ type: 'setEditorSilent', isSilent }),
    said: () => state.rows.flatMap(({ user }) => (user && !user.whole ? user.text : [])),
    turnCount: () => state.rows.length,
  });
  let state = toGridState(first, performance.now());
  let announced = state.head.summary;
  let timer: ReturnType<typeof setTimeout> | undefined;

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

  const receive = (message: ToBroadcast) => {
    switch (message.type) {
      case 'state':
        typed.receive(message);
        state = toGridState(message.state, performance.now());
        draw();
        break;
      case 'sent':
      case 'notSent':
        typed.receive(message);
        break;
      case 'here':
        break;
      default:
        dispatch(message);
        if (state.hasGap) post({ type: 'ready', sealed: saved.sealed });
    }
    typed.heard();
  };

  draw();
  typed.heard();
  return { receive };
}
