import type { Prompt } from './prompt.ts';

/** What a command is given of the process it runs in; a test gives its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a program reads. */
  readonly writeOut: (text: string) => void;
  /** What a person reads. */
  readonly writeError: (text: string) => void;
  /** The folder that the command runs in; paths are seen from it. */
  readonly folder: string;
  /** The terminal that a person looks at; undefined where standard output is none. */
  readonly terminal: { readonly columns: number } | undefined;
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Everything on standard input. Rejects with an AbortError when `signal` aborts before its end. */
  readonly readStandardInput: () => Promise<Uint8Array>;
  /** Asks the person at the terminal; undefined where standard input is none. */
  readonly openPrompt: (() => Promise<Prompt>) | undefined;
  /** Aborts on Ctrl+C and when the process is told to end. */
  readonly signal: AbortSignal;
}
