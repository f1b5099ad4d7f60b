import {
  type HandedKeyboard,
  type HasKeyboard,
  isQuestionOpen,
  type Port,
} from '../../src/protocol/channel.ts';
import { heedQuestions } from './heedQuestions.ts';

/** The webview's only way out: messages to the extension, and a state that survives a hidden tab and a reload. */
export interface EditorWindow<Out, In, Saved> extends Port<Out, In> {
  readSaved(): Saved | undefined;
  save(value: Saved): void;
}

/** May be called once: the editor hands out its API a single time. */
export function openEditorWindow<Out, In, Saved>(): EditorWindow<Out, In, Saved> {
  const api = acquireVsCodeApi<Saved>();
  // The editor's own postMessage, which knows its one receiver: not the window's.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const post = (message: Out | HandedKeyboard | HasKeyboard) => api.postMessage(message);
  const heed = heedQuestions(window, post);
  window.addEventListener('focus', () => post({ type: 'hasKeyboard' }));
  return {
    post,
    onMessage: (listener) => {
      window.addEventListener('message', (event: MessageEvent<In>) => {
        // The editor always sends objects; anything else is some other script's.
        if (typeof event.data !== 'object' || event.data === null) return;
        if (isQuestionOpen(event.data)) heed(event.data);
        else listener(event.data);
      });
    },
    readSaved: () => api.getState(),
    save: (value) => void api.setState(value),
  };
}
