import { createInterface, type Key } from 'node:readline';
import { createMessageLines } from './messageLines.ts';

/** Asks a person for one message after the other. */
export interface Prompt {
  /** The next message, most often a single line; undefined when the person is done: Ctrl+C or Ctrl+D, or the process is told to end. */
  ask(question: string): Promise<string | undefined>;
  /** Called on Ctrl+C while nothing is asked. */
  onInterrupt(listener: () => void): void;
  /** Forgets the messages that were typed ahead, and says how many there were. */
  forgetTyped(): number;
  /** Begins a new line when the cursor stands behind something that was typed ahead. */
  freshLine(): void;
  close(): void;
}

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
  /** It knows no escapes: nothing but text is written. */
  readonly isPlain?: boolean;
}

/** Asks a terminal to mark the beginning and the end of what is pasted (xterm's mode 2004, which most know). */
const markPastes = { on: '\u001b[?2004h', off: '\u001b[?2004l' };

/** A prompt with line editing and a history of what was typed. What is typed while nothing is asked is kept. */
export function openTerminalPrompt({ input, output, signal, isPlain = false }: Terminal): Prompt {
  const terminal = output.isTTY === true && !isPlain;
  const lines = createInterface({ input, output, terminal });
  const typed: string[] = [];
  let answer: ((line: string | undefined) => void) | undefined;
  let interrupt = () => {};
  let isOver = false;
  let question = '';
  let isPasting = false;
  const messageLines = createMessageLines();
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
  const ask = (prompt: string) => {
    lines.setPrompt(prompt);
    lines.prompt(true);
  };
  const onKey = (_text: string | undefined, { name }: Key) => {
    if (name === 'paste-start') isPasting = true;
    if (name === 'paste-end') isPasting = false;
  };
  lines.on('line', (line) => {
    const message = messageLines.add(line, { isPasted: isPasting });
    if (message === undefined) {
      if (answer !== undefined) ask(' '.repeat(question.length));
    } else if (answer === undefined) typed.push(message);
    else settle(message);
  });
  if (terminal) {
    input.on('keypress', onKey);
    output.write(markPastes.on);
  }
  lines.on('close', end);
  // A terminal that is gone reads as an error, and ends the conversation as Ctrl+D does.
  for (const source of [input, lines]) source.on('error', end);
  lines.on('SIGINT', () => {
    if (answer === undefined) interrupt();
    else if (messageLines.isPartial) {
      messageLines.clear();
      output.write('\n');
      lines.write(null, { ctrl: true, name: 'u' });
      ask(question);
    } else end();
  });
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });

  return {
    ask: (text) => {
      question = text;
      const next = typed.shift();
      if (next !== undefined) {
        output.write(`${text}${next.replaceAll('\n', `\n${' '.repeat(text.length)}`)}\n`);
        return Promise.resolve(next);
      }
      if (isOver) return Promise.resolve(undefined);
      leftBehind = '';
      return new Promise((resolve) => {
        answer = resolve;
        ask(messageLines.isPartial ? ' '.repeat(text.length) : text);
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
      if (terminal) {
        input.off('keypress', onKey);
        output.write(markPastes.off);
      }
      lines.close();
    },
  };
}
