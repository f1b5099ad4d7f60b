import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { ConversationActivity, LiveOpen } from '../../core/conversation/conversationActivity.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { isStandIn, type Connection } from '../../core/connection/connection.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import { describeConnection, environmentLabel } from '../../core/wording/plainText.ts';

export interface StatusBarDeps {
  readonly store: Pick<ConnectionStore, 'active' | 'list' | 'onDidChange'>;
  readonly activity: Pick<ConversationActivity, 'isBusy' | 'liveOpen' | 'onDidChange'>;
}

/**
 * One item: the active connection, a spinner while a call runs, and in words what is live while a conversation there is
 * open. Click switches. Hidden without connections.
 */
export function registerStatusBar({ store, activity }: StatusBarDeps): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('polyai.connection', vscode.StatusBarAlignment.Left, 0);
  item.name = l10n.t('PolyAI Connection');
  item.command = 'polyai.switchConnection';

  const draw = () => {
    const { active } = store;
    if (store.list().length === 0) {
      item.hide();
      return;
    }
    const icon = activity.isBusy ? '$(loading~spin)' : '$(comment-discussion)';
    const { liveOpen } = activity;
    const elsewhere = liveOpen.filter(({ connectionId }) => connectionId !== active?.id);
    const sentences = [
      active === undefined
        ? l10n.t('No PolyAI connection is active. Select to choose one.')
        : l10n.t('PolyAI connection: {0} ({1}). Select to switch.', active.name, describeConnection(active)),
      ...liveOpen.map(({ name }) => l10n.t('A conversation with {0} (LIVE) is open.', name)),
    ].map((sentence) => toVisibleLine(sentence, 300));
    item.text = [
      `${icon} ${active === undefined ? l10n.t('Choose Connection') : toLabel(active)}`,
      toLiveText(elsewhere),
    ]
      .filter(Boolean)
      .join('  ');
    item.tooltip = sentences.join('\n');
    item.accessibilityInformation = { label: sentences.join(' '), role: 'button' };
    item.backgroundColor =
      liveOpen.length > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  draw();
  return vscode.Disposable.from(item, store.onDidChange(draw), activity.onDidChange(draw));
}

/** The name of the stand-in agent says enough; elsewhere the environment is what must not be mistaken. */
function toLabel(connection: Connection): string {
  const name = toPlainLabel(connection.name);
  return isStandIn(connection) ? name : `${name} · ${environmentLabel(connection.environment)}`;
}

/** What is live is not the active connection: the amber must not seem to be about that. */
function toLiveText(elsewhere: readonly LiveOpen[]): string {
  const [first, ...more] = elsewhere;
  if (first === undefined) return '';
  const name = more.length === 0 ? `${toPlainLabel(first.name)} ` : '';
  return `$(warning) ${name}${environmentLabel('live')}`;
}
