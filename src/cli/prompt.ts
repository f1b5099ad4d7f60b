import { createInterface } from 'node:readline';

/** Asks a person for one line after the other. */
export interface Prompt {
  /** The next line; undefined when the person is done: Ctrl+C or Ctrl+D, or the process is told to end. */
  ask(question: string): Promise<string | undefined>;
  /** Called on Ctrl+C while nothing is asked. */
  onInterrupt(listener: () => void): void;
  /** Forgets the lines that were typed ahead, and says how many there were. */
  forgetTyped(): number;
  /** Begins a new line when the cursor stands behind something that was typed ahead. */
  freshLine(): void;
  close(): void;
}

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
}

/** A prompt with line editing and a history of what was typed. Lines typed while nothing is asked are kept. */
export function openTerminalPrompt({ input, output, signal }: Terminal): Prompt {
  const terminal = output.isTTY === true;
  const lines = createInterface({ input, output, terminal });
  const typed: string[] = [];
  let answer: ((line: string | undefined) => void) | undefined;
  let interrupt = () => {};
  let isOver = false;
  /** What was typed ahead when a new line was last begun behind it. */
  let leftBehind = '';

  const settle = (line: string | undefined) => {
    const waiting = answer;
    answer = undefined;
    waiting?.(line);
  };
  const end = () => {
    if (isOver) return;
    isOver = true;
    if (answer !== undefined) output.write('\n');
    settle(undefined);
  };
  lines.on('line', (line) => {
    if (answer === undefined) typed.push(line);
    else settle(line);
  });
  lines.on('close', end);
  // A terminal that is gone reads as an error, and ends the conversation as Ctrl+D does.
  for (const source of [input, lines]) source.on('error', end);
  lines.on('SIGINT', () => {
    if (answer === undefined) interrupt();
    else end();
  });
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });

  return {
    ask: (question) => {
      const next = typed.shift();
      if (next !== undefined) {
        output.write(`${question}${next}\n`);
        return Promise.resolve(next);
      }
      if (isOver) return Promise.resolve(undefined);
      leftBehind = '';
      lines.setPrompt(question);
      return new Promise((resolve) => {
        answer = resolve;
        lines.prompt(true);
      });
    },
    onInterrupt: (listener) => {
      interrupt = listener;
    },
    forgetTyped: () => typed.splice(0).length,
    freshLine: () => {
      if (!terminal || answer !== undefined || lines.line === leftBehind) return;
      leftBehind = lines.line;
      if (leftBehind !== '') output.write('\n');
    },
    close: () => {
      signal.removeEventListener('abort', end);
      lines.close();
    },
  };
}
