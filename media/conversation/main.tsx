import { render } from 'preact';
import type {
  ConversationPanelState,
  EditedComposerDraft,
  FromConversation,
  ToConversation,
} from '../../src/protocol/conversation.ts';
import { announce } from '../common/announcer.ts';
import { openEditorWindow } from '../common/editorWindow.ts';
import { newsOf } from './announcements.ts';
import { ConversationPage, GonePage } from './conversationPage.tsx';
import { copyAsReceived } from './copyAsReceived.ts';
import { keepFocus } from './keepFocus.ts';
import { type PanelChange, type PanelState, reducePanel, toPanelState } from './panelState.ts';
import { startTypedPanel } from './typedPanel.ts';
import './conversation.css';

/** What the webview keeps by itself: which conversation it shows, how, and a sealed copy of what is typed. */
interface Saved {
  readonly id: string;
  readonly markdown?: boolean | undefined;
  readonly sealed?: string | undefined;
  /** As earlier versions kept it, in clear. */
  readonly edited?: EditedComposerDraft | undefined;
}

const root = document.getElementById('root') ?? document.body;
const editor = openEditorWindow<FromConversation, ToConversation, Saved>();
const id = root.dataset['subject'] ?? '';

const { edited, ...kept } = editor.readSaved() ?? {};
let saved: Saved = { ...kept, id };
const save = (change: Partial<Saved>) => {
  saved = { ...saved, ...change };
  editor.save(saved);
};
// At once: a window that is closed before the first answer must still know which conversation this was.
save({});

let panel: ReturnType<typeof startPanel> | undefined;

// Whatever the webview was before it was hidden or reloaded, the editor says what it is now.
editor.onMessage((message) => {
  if (message.type === 'gone') {
    panel?.end();
    panel = undefined;
    render(<GonePage sentence={message.sentence} />, root);
  } else if (message.type === 'state' && !panel) panel = startPanel(message.state);
  else panel?.receive(message);
});
editor.post({ type: 'ready', saved: edited, sealed: saved.sealed });
document.addEventListener('copy', copyAsReceived);

function startPanel(first: ConversationPanelState) {
  const { composer, post, ...typed } = startTypedPanel<FromConversation>(first, {
    post: (message) => editor.post(message),
    saveSealed: (sealed) => save({ sealed }),
    isWaiting: () => state.sentAtMs.size > 0,
    onDidChangeSilence: (isSilent) => change({ type: 'setEditorSilent', isSilent }),
    // A long text is here only in part, and half a message is not what was said.
    said: () => state.turns.flatMap(({ user }) => (user && !user.whole ? user.text : [])),
    turnCount: () => state.turns.length,
  });
  const { markdown = false } = saved;
  let state: PanelState = toPanelState(first, performance.now(), { markdown });

  const draw = () =>
    keepFocus(() =>
      render(<ConversationPage state={state} composer={composer} post={post} dispatch={dispatch} />, root),
    );

  /** Only what is new is read out, and what the keyboard has gone to is read anyway. */
  const tell = (news: readonly string[], before?: PanelState) => {
    for (const sentence of news) announce(sentence);
    const { lock } = state.header;
    const isLocked = lock !== undefined && before !== undefined && before.header.lock === undefined;
    if (isLocked && !document.activeElement?.matches('.lock')) announce(lock.sentence);
  };

  const show = (next: PanelState, news: readonly string[]) => {
    const before = state;
    state = next;
    draw();
    tell(news, before);
  };

  const change = (next: PanelChange) => {
    const news = next.type === 'turns' ? newsOf(state.turns, next.turns) : [];
    show(reducePanel(state, next, performance.now()), news);
  };

  const dispatch = (next: PanelChange) => {
    change(next);
    if (next.type === 'toggleCall' && state.openCalls.has(next.index) && !state.calls.has(next.index)) {
      post({ type: 'showCall', index: next.index });
    }
    if (next.type === 'toggleLatency' && state.latency) post({ type: 'showLatency' });
    if (next.type === 'setMarkdown') save({ markdown: next.markdown });
  };

  const receive = (message: Exclude<ToConversation, { type: 'gone' }>) => {
    switch (message.type) {
      case 'state':
        typed.receive(message);
        show(toPanelState(message.state, performance.now(), state), newsIn(message.state));
        break;
      case 'sent':
      case 'notSent':
        typed.receive(message);
        break;
      case 'turns':
        change(message);
        for (const { index, hasCall } of message.turns) {
          if (hasCall && state.openCalls.has(index)) post({ type: 'showCall', index });
        }
        if (state.hasGap) post({ type: 'ready', sealed: saved.sealed });
        break;
      case 'toggleMarkdown':
        dispatch({ type: 'setMarkdown', markdown: !state.markdown });
        break;
      case 'here':
        break;
      default:
        change(message);
    }
    typed.heard();
  };

  draw();
  tell(newsIn(first));
  typed.heard();
  return { receive, end: typed.end };
}

function newsIn({ turns, firstNews }: ConversationPanelState): readonly string[] {
  return newsOf(turns.slice(0, firstNews), turns);
}
