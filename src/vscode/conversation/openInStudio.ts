import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { studioConversationUrl, studioProjectUrl } from '../../core/chatApi/region.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { isStandIn, type Connection } from '../../core/connection/connection.ts';
import { regionLabel } from '../../core/connection/validateConnection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { connectionIdOf, conversationIdOf } from '../commands/commands.ts';
import type { ConversationChooser } from './chooseConversation.ts';
import { pickOne, type ReadConnections } from '../connection/pickOne.ts';

export interface OpenInStudioDeps {
  readonly connections: ReadConnections;
  get(id: string): Conversation | undefined;
  readonly choose: Pick<ConversationChooser, 'named'>;
}

/** The conversation's page in Agent Studio, or its project's when no id was received; undefined where unknown. */
export function studioUrl({ connection, conversationId }: Conversation): string | undefined {
  const { region, origin, accountId, projectId } = connection;
  // A custom origin may still be one that PolyAI documents.
  const place = isStandIn(connection)
    ? region
    : studioProjectUrl(region, '', '')
      ? region
      : (origin ?? region);
  return conversationId === undefined
    ? studioProjectUrl(place, accountId, projectId)
    : studioConversationUrl(place, accountId, projectId, conversationId);
}

/**
 * Opens a conversation or the project of a connection in the browser: the one given, the conversation in front, or
 * the project of a connection by asking.
 */
export function createOpenInStudio(deps: OpenInStudioDeps) {
  return async (argument: unknown): Promise<void> => {
    const given = typeof argument === 'string' ? argument : conversationIdOf(argument);
    const id = given ?? (argument === undefined ? deps.choose.named(undefined)[0] : undefined);
    const conversation = id === undefined ? undefined : deps.get(id);
    const connection = conversation ? conversation.connection : await chooseConnection(deps, argument);
    if (connection === undefined) return;
    const url = conversation
      ? studioUrl(conversation)
      : studioProjectUrl(connection.region, connection.accountId, connection.projectId);
    if (url === undefined) throw noStudio(connection);
    await vscode.env.openExternal(vscode.Uri.parse(url, true));
  };
}

function chooseConnection(deps: OpenInStudioDeps, argument: unknown): Promise<Connection | undefined> {
  return pickOne(deps.connections, connectionIdOf(argument), {
    title: l10n.t('Open in Agent Studio'),
    placeholder: l10n.t('Which agent would you like to open in Agent Studio?'),
    isOffered: ({ region }) => studioProjectUrl(region, '', '') !== undefined,
  });
}

function noStudio(connection: Pick<Connection, 'region'>): HumanError {
  return isStandIn(connection)
    ? new HumanError(l10n.t('The stand-in agent lives on this machine and has no Agent Studio.'))
    : new HumanError(l10n.t('No Agent Studio is known for {0}.', regionLabel(connection.region)));
}
