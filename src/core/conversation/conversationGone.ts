import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';

/** The conversation was deleted, here or in another window, or its time in the history is over. */
export function conversationGone(): HumanError {
  return new HumanError(l10n.t('This conversation is no longer in the history.'));
}
