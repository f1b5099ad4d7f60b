import * as vscode from 'vscode';
import type { Conversation } from '../../../core/conversation/conversation.ts';
import { createWebviewHost } from '../../webview/webviewHost.ts';
import type { Port } from '../../../protocol/channel.ts';
import type { ToConversation } from '../../../protocol/conversation.ts';
import { toPanelTitle } from '../../../panels/conversation/conversationHeader.ts';
import type { ConversationPanelDeps } from '../../../panels/conversation/conversationPanelDeps.ts';
import {
  type ConversationSession,
  createConversationSession,
} from '../../../panels/conversation/conversationSession.ts';
import { openAgentLink } from './openAgentLink.ts';
import { openRawDocument } from './rawDocuments.ts';

export interface OpenPanelOptions {
  /** Beside the active editor, as after Create Chat; the active column when left out. */
  readonly beside?: boolean | undefined;
  readonly preserveFocus?: boolean | undefined;
  /** It was created just now: its first reply is read out. */
  readonly isNew?: boolean | undefined;
  /** The turn that comes into view. */
  readonly turn?: number | undefined;
}

/**
 * The panels of this window: at most one for each conversation. They stay when it closes, and come back when it opens
 * again. All ids are ours.
 */
export interface ConversationPanels {
  /** Opens the panel of a conversation, or brings the one that is open to the front. */
  open(id: string, options?: OpenPanelOptions): void;
  /** Everything that is recorded of it, as a JSON document. */
  openRaw(conversation: Conversation): PromiseLike<unknown>;
  /** In the panel that has the focus. */
  toggleMarkdown(): void;
  /** Its panel is in front of its column. */
  isVisible(id: string): boolean;
  /** The conversation of the panel that has the focus. */
  readonly active: string | undefined;
  /** Those with a panel, in the order they were opened. */
  readonly opened: readonly string[];
  /** Takes the tab that a reload of the window brought back; `state` is the webview's own. */
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

export type ConversationPanelsOptions = Omit<
  ConversationPanelDeps,
  'openLink' | 'openUrl' | 'openRaw' | 'copyText' | 'language'
>;

export function createConversationPanels(
  extensionUri: vscode.Uri,
  options: ConversationPanelsOptions,
): ConversationPanels {
  const panels = new Map<string, vscode.WebviewPanel>();
  const sessions = new Map<string, ConversationSession>();
  const ports = new Map<string, Port<ToConversation, unknown>>();
  const host = createWebviewHost<ToConversation>('conversation', extensionUri);
  let active: string | undefined;

  const deps: ConversationPanelDeps = {
    ...options,
    openLink: openAgentLink,
    openUrl: (url) => vscode.env.openExternal(vscode.Uri.parse(url, true)),
    openRaw: openRawDocument,
    copyText: (text) => vscode.env.clipboard.writeText(text),
    language: vscode.env.language,
  };

  const setActive = (next: string | undefined) => {
    if (next === active) return;
    active = next;
    void vscode.commands.executeCommand('setContext', 'polyai.conversationPanelActive', active !== undefined);
  };

  const adopt = (id: string, panel: vscode.WebviewPanel, isNew: boolean) => {
    panels.set(id, panel);
    const port = host.connect(panel);
    ports.set(id, port);
    const showTitle = (conversation: Conversation) => {
      const { connection } = conversation;
      const environment = options.environmentOf(connection);
      panel.title = toPanelTitle({ ...conversation, connection: { ...connection, environment } });
    };
    const session = createConversationSession(id, port, deps, showTitle, { isNew });
    sessions.set(id, session);
    const known = options.service.get(id);
    if (known) showTitle(known);
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.pause();
      if (panel.active) setActive(id);
      else if (active === id) setActive(undefined);
    });
    panel.onDidDispose(() => {
      session.dispose();
      sessions.delete(id);
      panels.delete(id);
      ports.delete(id);
      if (active === id) setActive(undefined);
    });
    host.load(panel, id);
    if (panel.active) setActive(id);
  };

  return {
    open: (id, { beside = false, preserveFocus = false, isNew = false, turn } = {}) => {
      const opened = panels.get(id);
      if (opened) {
        opened.reveal(undefined, preserveFocus);
        if (turn !== undefined) sessions.get(id)?.showTurn(turn);
        return;
      }
      const viewColumn = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      adopt(id, host.create('', { viewColumn, preserveFocus }), isNew);
      if (turn !== undefined) sessions.get(id)?.showTurn(turn);
    },
    openRaw: openRawDocument,
    toggleMarkdown: () => {
      if (active !== undefined) ports.get(active)?.post({ type: 'toggleMarkdown' });
    },
    isVisible: (id) => panels.get(id)?.visible ?? false,
    get active() {
      return active;
    },
    get opened() {
      return [...panels.keys()];
    },
    restore: (panel, state) => {
      const id = idIn(state);
      // Nothing says which conversation it was, or another panel shows it: the tab would be empty.
      if (id === undefined || panels.has(id)) panel.dispose();
      else adopt(id, panel, false);
    },
  };
}

/** The state is the webview's own: checked like everything that comes from there. */
function idIn(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('id' in state)) return undefined;
  const { id } = state;
  return typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? id : undefined;
}
