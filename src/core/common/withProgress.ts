/** Shows that `work` runs when it takes long, with Cancel and how far it has come. */
export type WithProgress = <T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
) => Promise<T>;
