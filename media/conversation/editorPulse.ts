/** Tells whether the extension still answers. */
export interface EditorPulse {
  /** Something was asked of the extension. */
  expect(): void;
  /** It said something, whatever it was. */
  heard(): void;
  /** There is nothing left to wait for. */
  stop(): void;
}

export interface EditorPulseOptions {
  /** Asks for a sign of life. */
  readonly ask: () => void;
  /** A reply is waited for, however long the agent takes. */
  readonly isWaiting: () => boolean;
  readonly onDidChange: (isSilent: boolean) => void;
}

const beatMs = 3000;

/**
 * When the extension's process has died the panel stays, and what it posts goes nowhere: only silence tells. So while
 * something is waited for, and only then, it is asked for a sign of life, and one that has not come by the next beat
 * is missing. A process that was only busy answers later, and is heard again.
 */
export function createEditorPulse({ ask, isWaiting, onDidChange }: EditorPulseOptions): EditorPulse {
  let timer: ReturnType<typeof setInterval> | undefined;
  let isExpecting = false;
  let isAsked = false;
  let isSilent = false;

  const setSilent = (next: boolean) => {
    if (next === isSilent) return;
    isSilent = next;
    onDidChange(next);
  };

  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };

  const beat = () => {
    if (isAsked) setSilent(true);
    else if (!isExpecting && !isWaiting()) {
      stop();
      return;
    }
    isAsked = true;
    ask();
  };

  const watch = () => {
    timer ??= setInterval(beat, beatMs);
  };

  return {
    expect: () => {
      isExpecting = true;
      watch();
    },
    heard: () => {
      isExpecting = false;
      isAsked = false;
      setSilent(false);
      if (isWaiting()) watch();
    },
    stop,
  };
}
