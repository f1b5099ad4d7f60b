import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { ConversationActivity } from './conversationActivity.ts';
import { describeConnection, environmentLabel, toPlainLabel } from './plainText.ts';

export interface StatusBarDeps {
  readonly store: Pick<ConnectionStore, 'active' | 'onDidChange'>;
  readonly activity: Pick<ConversationActivity, 'isBusy' | 'isLiveOpen' | 'onDidChange'>;
}

/** One item: the active connection, a spinner while a call runs. Click switches. Hidden without connections. */
export function registerStatusBar({ store, activity }: StatusBarDeps): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('polyai.connection', vscode.StatusBarAlignment.Left, 0);
  item.name = l10n.t('PolyAI Connection');
  item.command = 'polyai.switchConnection';

  const draw = () => {
    const { active } = store;
    if (active === undefined) {
      item.hide();
      return;
    }
    const icon = activity.isBusy ? '$(loading~spin)' : '$(comment-discussion)';
    const name = toPlainLabel(active.name);
    // The name of the stand-in agent says enough; elsewhere the environment is what must not be mistaken.
    const label =
      active.region === 'stand-in' ? name : [name, environmentLabel(active.environment)].join(' · ');
    item.text = `${icon} ${label}`;
    item.tooltip = l10n.t(
      'PolyAI connection: {0} ({1}). Select to switch.',
      active.name,
      describeConnection(active),
    );
    item.accessibilityInformation = {
      label: l10n.t('PolyAI connection {0}, {1}', active.name, describeConnection(active)),
      role: 'button',
    };
    item.backgroundColor = activity.isLiveOpen
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    item.show();
  };
  draw();
  return vscode.Disposable.from(item, store.onDidChange(draw), activity.onDidChange(draw));
}
