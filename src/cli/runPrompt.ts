import { chatWords, parseChatLine } from './chatLine.ts';
import { HumanError } from '../core/common/humanError.ts';
import type { ChatSession, Held } from './chatSession.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exitCodes.ts';
import type { Leave } from './leaveConversation.ts';
import type { Prompt } from './prompt.ts';

export interface PromptRun {
  readonly session: ChatSession;
  readonly prompt: Prompt;
  readonly leave: Leave;
  /** Says something of ours to the person. */
  readonly tell: (sentence: string) => void;
  /** Aborts when the process is told to end. */
  readonly signal: AbortSignal;
}

/** Holds a conversation with the person at the terminal, until they end it. */
export async function runPrompt({ session, prompt, leave, tell, signal }: PromptRun): Promise<ExitCode> {
  /** Makes a call that Ctrl+C cancels. */
  const cancellable = async <T>(call: (cancel: AbortSignal) => Promise<T>): Promise<T> => {
    const interrupted = new AbortController();
    prompt.onInterrupt(() => interrupted.abort());
    const patience = setTimeout(() => tell('Waiting for the agent. Ctrl+C cancels.'), 3000);
    try {
      return await call(AbortSignal.any([signal, interrupted.signal]));
    } finally {
      clearTimeout(patience);
      prompt.onInterrupt(() => {});
    }
  };
  const call = async (run: (cancel: AbortSignal) => Promise<Held>) => {
    const result = await cancellable(run);
    // What was typed ahead was meant for another answer than this one.
    if (!session.isOpen || result.kind === 'failed') tellForgotten(prompt.forgetTyped(), tell);
    if (!session.isOpen && result.kind !== 'failed') tell(whatNow());
    return result;
  };

  const first = await call((cancel) => session.begin([], cancel));
  if (first.kind === 'failed' && !session.isOpen) return exitCodeOf(first.error);
  if (session.isOpen) tell('Type a message. “/help” shows what else can be typed.');
  /* oxlint-disable no-await-in-loop -- a conversation has an order */
  for (;;) {
    const line = await prompt.ask('You: ');
    if (line === undefined) break;
    const read = parseChatLine(line);
    if (read === undefined) continue;
    if (read.kind === 'exit') break;
    if (read.kind === 'help') tell(toHelp());
    else if (read.kind === 'unknown') {
      tell(`There is no ${read.word}. To send it as a message, write /${read.word}.`);
    } else if (read.kind === 'restart') {
      await cancellable((cancel) => leave('asked', cancel));
      await call((cancel) => session.begin([], cancel));
    } else if (!session.isOpen) tell(whatNow());
    else if (read.kind === 'close') {
      const isClosed = await cancellable((cancel) => leave('close', cancel));
      if (!isClosed) tell('It is kept here: /close tries again.');
    } else {
      const message = read.kind === 'message' ? read.text : undefined;
      await call((cancel) => session.say(message, cancel)).catch((error: unknown) => {
        // The engine refused it before anything was sent.
        if (!(error instanceof HumanError)) throw error;
        tell([error.message, error.remedy ?? ''].join(' ').trim());
      });
    }
  }
  /* oxlint-enable no-await-in-loop */
  await cancellable((cancel) => leave('asked', cancel));
  if (signal.aborted) return exitCodes.interrupted;
  return session.isUnclosed ? exitCodes.callFailed : exitCodes.ok;
}

function whatNow(): string {
  return 'The conversation is over. /restart begins a new one, /exit ends.';
}

function tellForgotten(count: number, tell: PromptRun['tell']): void {
  if (count > 0) tell('What you typed meanwhile was not sent.');
}

function toHelp(): string {
  const words = chatWords();
  const width = Math.max(...words.map(([word]) => word.length));
  return [
    ...words.map(([word, meaning]) => `${word.padEnd(width)}  ${meaning}`),
    'Pasted lines are one message, sent with Enter. A line that ends with \\ goes on with the next one.',
    'Ctrl+C cancels a call that is under way, and ends at the prompt.',
  ].join('\n');
}
