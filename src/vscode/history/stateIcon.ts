import * as vscode from 'vscode';
import type { ConversationState } from '../../core/conversation/conversation.ts';

const icons: Readonly<Record<ConversationState, readonly [icon: string, colour?: string]>> = {
  creating: ['loading~spin'],
  open: ['circle-outline'],
  ended: ['check', 'charts.green'],
  handedOff: ['arrow-right', 'charts.blue'],
  closed: ['lock'],
  expired: ['watch', 'list.warningForeground'],
  failed: ['error', 'list.errorForeground'],
  unknown: ['question', 'list.warningForeground'],
  imported: ['archive'],
};

/** The state in a shape, and in a colour of the theme on top of it. */
export function iconOf(state: ConversationState): vscode.ThemeIcon {
  const [icon, colour] = icons[state];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}
