import * as l10n from '@vscode/l10n';
import { Icon } from '../common/icon.tsx';

/** The extension's process is gone: no button could reach it, so the sentence names the editor's own command. */
export function SilenceLine() {
  return (
    <p class="silence" role="alert">
      <Icon name="warning" />
      <span>
        {l10n.t(
          'The editor does not answer, so nothing is sent from here. Run the command “Developer: Reload Window”: what was said and what you have typed is kept.',
        )}
      </span>
    </p>
  );
}
