import type { Origin } from '../chatApi/region.ts';
import * as l10n from '@vscode/l10n';
import type { ChatTarget, CreateChatParameters } from '../chatApi/chatClient.ts';
import type { WithProgress } from '../common/withProgress.ts';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionSnapshot, Conversation } from './conversation.ts';
import type { ConversationService } from './conversationService.ts';

export interface CreateChatDeps {
  readonly service: ConversationService;
  /** Where the connection leads and its secrets; rejects with HumanError when they are missing. */
  resolveTarget(connection: Connection): Promise<ChatTarget>;
  /** Asks before the first chat of this session on a live connection; false when the person declines. */
  confirmLive(connection: Connection): Promise<boolean>;
  timeoutSeconds(): number;
  readonly withProgress: WithProgress;
}

/** Creates one conversation and resolves with it, answered or failed; undefined when the person declined. */
export type CreateChat = (
  connection: Connection,
  parameters: CreateChatParameters,
  /** A caller that brings a signal shows progress and Cancel itself, as the form does. */
  how?: { readonly signal?: AbortSignal | undefined; readonly isAsLastTime?: boolean | undefined },
) => Promise<Conversation | undefined>;

/** The one way a conversation is created, whatever the gesture: palette, form, history or a button. */
export function createChatCreator(deps: CreateChatDeps): CreateChat {
  return async (connection, parameters, { signal, isAsLastTime } = {}) => {
    if (!(await deps.confirmLive(connection))) return undefined;
    const target = await deps.resolveTarget(connection);
    const create = (callSignal: AbortSignal) =>
      deps.service.create({
        connection: toSnapshot(connection, target.origin),
        target,
        parameters,
        signal: callSignal,
        timeoutSeconds: deps.timeoutSeconds(),
        isAsLastTime,
      });
    if (signal !== undefined) return create(signal);
    return deps.withProgress(l10n.t('Creating a chat with {0}', connection.name), create);
  };
}

/** What of a connection its new conversation remembers. */
export function toSnapshot(connection: Connection, origin?: Origin): ConnectionSnapshot {
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
