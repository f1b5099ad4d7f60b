import * as l10n from '@vscode/l10n';

/**
 * A failure that a person can act on: `message` says what happened and `remedy` what to do next, both as
 * whole sentences in the user's language. Details for diagnosis go into `cause`, never into these two.
 */
export class HumanError extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, options: { remedy?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HumanError';
    this.remedy = options.remedy;
  }
}

/** As a person is told of it: what was not made for people is a mistake of ours, which the log explains. */
export function toHumanError(error: unknown): HumanError {
  if (error instanceof HumanError) return error;
  return new HumanError(l10n.t('Something went wrong in PolyAI Chat. The details are in the PolyAI Log.'));
}

/** What happened, and what to do next where that is known. */
export function toSentences(problem: {
  readonly message: string;
  readonly remedy?: string | undefined;
}): string {
  return [problem.message, problem.remedy].filter(Boolean).join(' ');
}
