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
