import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { validatePresetName } from '../../core/newChat/presetStore.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { NewChatDraft, NewChatPreset } from '../../core/newChat/newChatDraft.ts';
import { askInDialog } from '../asking/notifications.ts';
import { askText } from '../asking/questions.ts';
import { pickItem } from '../asking/quickInput.ts';

/** Asks for the name of a preset; one that is taken is replaced, and the box says so while it is typed. */
export async function askPresetName(
  taken: readonly string[],
  holdsSecret: (text: string) => Promise<boolean>,
): Promise<string | undefined> {
  const answer = await askText({
    title: l10n.t('Save Preset'),
    prompt: l10n.t('The connection and all fields of the form are saved under this name.'),
    placeholder: l10n.t('For example: VIP guest'),
    hides: holdsSecret,
    validate: validatePresetName,
    onChange: (value) =>
      taken.includes(value.trim())
        ? {
            message: {
              message: l10n.t('A preset of this name exists and will be replaced.'),
              severity: vscode.InputBoxValidationSeverity.Warning,
            },
          }
        : {},
  });
  return answer.kind === 'next' ? answer.value.trim() : undefined;
}

/** The fields of the preset that was chosen; undefined when the person gave up. */
export async function pickPreset(presets: readonly NewChatPreset[]): Promise<NewChatDraft | undefined> {
  if (presets.length === 0) {
    throw new HumanError(l10n.t('There is no preset yet.'), {
      remedy: l10n.t('Save one in the form New Chat.'),
    });
  }
  const rows = presets.map(({ name, draft }) => ({ label: name, draft }));
  const title = l10n.t('Create Chat from Preset');
  const picked = await pickItem(rows, { title, placeHolder: l10n.t('Which preset?'), ignoreFocusOut: true });
  return picked?.draft;
}

/** A preset is not kept anywhere else, so that deleting one is asked about. */
export async function confirmDeletePreset(name: string): Promise<boolean> {
  const remove = l10n.t('Delete');
  const message = l10n.t('Delete the preset “{0}”?', name);
  const detail = l10n.t('The fields of the form stay as they are.');
  const answer = await askInDialog({ message, detail }, remove);
  return answer === remove;
}
