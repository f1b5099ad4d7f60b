import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatTarget, CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionSnapshot, Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { pickItem } from '../common/quickInput.ts';
import { withSlowProgress } from '../common/slowProgress.ts';
import { toPlainLabel } from '../connection/plainText.ts';

export interface CreateChatDeps {
  readonly service: ConversationService;
  /** Where the connection leads and its secrets; rejects with HumanError when they are missing. */
  resolveTarget(connection: Connection): Promise<ChatTarget>;
  /** Asks before the first chat of this session on a live connection; false when the person declines. */
  confirmLive(connection: Connection): Promise<boolean>;
  timeoutSeconds(): number;
}

/** Creates one conversation and resolves with it, answered or failed; undefined when the person declined. */
export type CreateChat = (
  connection: Connection,
  parameters: CreateChatParameters,
  signal?: AbortSignal,
) => Promise<Conversation | undefined>;

/** The one way a conversation is created, whatever the gesture: palette, form, history or a button. */
export function createChatCreator(deps: CreateChatDeps): CreateChat {
  return async (connection, parameters, signal) => {
    if (!(await deps.confirmLive(connection))) return undefined;
    const target = await deps.resolveTarget(connection);
    const create = (callSignal: AbortSignal) =>
      deps.service.create({
        connection: toSnapshot(connection, target.origin),
        target,
        parameters,
        signal: callSignal,
        timeoutSeconds: deps.timeoutSeconds(),
      });
    // A caller that brings a signal shows progress and Cancel itself, as the form does.
    if (signal !== undefined) return create(signal);
    return withSlowProgress(l10n.t('Creating a chat with {0}', connection.name), create);
  };
}

function toSnapshot(connection: Connection, origin: string): ConnectionSnapshot {
  return {
    connectionId: connection.id,
    connectionName: connection.name,
    region: connection.region,
    origin,
    accountId: connection.accountId,
    projectId: connection.projectId,
    environment: connection.environment,
  };
}

/** A choice that is not a connection: what a person without one can do. */
type Choice = { readonly connection: Connection } | { readonly command: vscode.Command };

/**
 * The connection to create a chat with: the only one at once, one of several by asking (the active one first),
 * and with none the two ways to get one. Undefined when the person turned to one of those or gave up.
 */
export async function pickConnection(
  connections: readonly Connection[],
  activeId: string | undefined,
  describe: (connection: Connection) => string,
): Promise<Connection | undefined> {
  if (connections.length === 1) return connections[0];
  const items: (vscode.QuickPickItem & { choice: Choice })[] =
    connections.length === 0
      ? [
          {
            label: l10n.t('Add Connection…'),
            iconPath: new vscode.ThemeIcon('add'),
            detail: l10n.t('Talk to your own agent with its API key and connector token.'),
            choice: { command: { command: 'polyai.addConnection', title: '' } },
          },
          {
            label: l10n.t('Use the stand-in agent'),
            iconPath: new vscode.ThemeIcon('comment-discussion'),
            detail: l10n.t('A small agent on this machine that needs no credentials.'),
            choice: { command: { command: 'polyai.useStandInAgent', title: '' } },
          },
        ]
      : connections
          .toSorted((a, b) => Number(b.id === activeId) - Number(a.id === activeId))
          .map((connection) => ({
            label: toPlainLabel(connection.name),
            description: describe(connection),
            choice: { connection },
          }));
  const picked = await pickItem(items, {
    title: l10n.t('Create Chat'),
    placeHolder:
      connections.length === 0
        ? l10n.t('There is no connection yet. What would you like to talk to?')
        : l10n.t('Which agent would you like to talk to?'),
    matchOnDescription: true,
    // A webview that takes the keyboard back when the palette closes would close the list unanswered.
    ignoreFocusOut: true,
  });
  if (picked === undefined) return undefined;
  if ('connection' in picked.choice) return picked.choice.connection;
  await vscode.commands.executeCommand(picked.choice.command.command);
  return undefined;
}
