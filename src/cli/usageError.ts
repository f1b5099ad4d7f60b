import { HumanError } from '../core/common/humanError.ts';

/** The command line or its environment is wrong: the message says what, the remedy how to get it right. */
export class UsageError extends HumanError {
  constructor(message: string, remedy?: string) {
    super(message, { remedy });
    this.name = 'UsageError';
  }
}
