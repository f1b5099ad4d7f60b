/** What a command is given of the process it runs in; a test gives its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a program reads. */
  readonly writeOut: (text: string) => void;
  /** What a person reads. */
  readonly writeError: (text: string) => void;
  readonly readTextFile: (path: string) => Promise<string>;
  /** Aborts on Ctrl+C and when the process is told to end. */
  readonly signal: AbortSignal;
}
