import * as l10n from '@vscode/l10n';
import type { LanguageHint } from './languageOptions.ts';

export interface LanguageHintLineProps {
  /** Of the field. */
  readonly id: string;
  readonly hint: LanguageHint;
  readonly onUse: (code: string) => void;
}

export const languageHintId = (id: string) => `${id}-hint`;

/** Not an error: any text can be sent. */
export function LanguageHintLine({ id, hint, onUse }: LanguageHintLineProps) {
  const { sentence, instead } = hint;
  return (
    <p id={languageHintId(id)} class="hint quiet">
      {sentence}
      {instead !== undefined && (
        <>
          {' '}
          <button type="button" class="link" data-next={id} onClick={() => onUse(instead)}>
            {l10n.t('Use {0}', instead)}
          </button>
        </>
      )}
    </p>
  );
}
