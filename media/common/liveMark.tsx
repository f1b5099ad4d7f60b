import * as l10n from '@vscode/l10n';
import { Icon } from './icon.tsx';

/** "LIVE" in a word, a sign and a frame, so that it does not depend on colours. */
export function LiveMark() {
  return (
    <span class="live-mark">
      <Icon name="warning" />
      <strong>{l10n.t('LIVE')}</strong>
    </span>
  );
}
