import type { Port } from '../../src/protocol/channel.ts';

/** The webview's only way out: messages to the extension, and a state that survives a hidden tab and a reload. */
export interface EditorWindow<Out, In, Saved> extends Port<Out, In> {
  readSaved(): Saved | undefined;
  save(value: Saved): void;
}

/** May be called once: the editor hands out its API a single time. */
export function openEditorWindow<Out, In, Saved>(): EditorWindow<Out, In, Saved> {
  const api = acquireVsCodeApi<Saved>();
  return {
    // The editor's own postMessage, which knows its one receiver: not the window's.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    post: (message) => api.postMessage(message),
    onMessage: (listener) => {
      window.addEventListener('message', (event: MessageEvent<In>) => {
        // The editor always sends objects; anything else is some other script's.
        if (typeof event.data === 'object' && event.data !== null) listener(event.data);
      });
    },
    readSaved: () => api.getState(),
    save: (value) => void api.setState(value),
  };
}
