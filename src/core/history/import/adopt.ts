import * as l10n from '@vscode/l10n';
import { parseOrigin, parseUrl } from '../../chatApi/parseOrigin.ts';
import { type Origin, regionOfOrigin } from '../../chatApi/region.ts';
import { toOrigin } from '../../chatApi/toOrigin.ts';
import { HumanError } from '../../common/humanError.ts';
import { type Connection, isStandIn } from '../../connection/connection.ts';
import { originOfRegion } from '../../connection/validateConnection.ts';
import type { ConnectionSnapshot, Conversation } from '../../conversation/conversation.ts';
import { isOver } from '../../conversation/transitions.ts';

/** The person's own connection to the agent of a conversation, if there is one. */
export type FindOwnConnection = (snapshot: ConnectionSnapshot) => Pick<Connection, 'id'> | undefined;

/** Of a connection that a file names. None of ours has an id like it, so that none is taken for it. */
const foreignId = 'imported:';

/** Whether the conversation came from a file, and not from an agent that one of our connections leads to. */
function isForeign({ connectionId }: Pick<ConnectionSnapshot, 'connectionId'>): boolean {
  return connectionId.startsWith(foreignId);
}

/**
 * Where a call of the conversation goes when it is repeated elsewhere, with the secrets of the person who does. Throws
 * HumanError where that is not known, where only a file says it, and for a call whose `url` leads elsewhere, as a file
 * may say it.
 */
export function originToRepeat(connection: ConnectionSnapshot, url?: string): Origin {
  const origin = connection.origin ?? originOfRegion(connection.region);
  const isElsewhere = url !== undefined && parseUrl(url)?.origin !== origin;
  if (isElsewhere || (isForeign(connection) && !regionOfOrigin(origin ?? ''))) {
    throw new HumanError(
      l10n.t('This conversation came from a file, and none of your connections leads to its agent.'),
    );
  }
  return origin ?? toOrigin(connection.region);
}

/** A file may say that an agent of ours was called elsewhere; then it is not known where. */
function originOf({ region, origin }: ConnectionSnapshot): Origin | undefined {
  const isLocal = isStandIn({ region }) && origin?.startsWith('http:') === true;
  const known = isLocal ? parseOrigin(origin).origin : originOfRegion(region);
  return known === origin ? origin : undefined;
}

/**
 * A conversation of a file as one of ours. A file does not decide where anything is sent: the connection is one of the
 * person's own that leads to the same agent, or none. Without one, and with a stand-in agent, which is gone, it cannot
 * go on. No process waits for its pending answers.
 */
export function adopt(conversation: Conversation, findOwn: FindOwnConnection): Conversation {
  const { connection, state } = conversation;
  const turns = conversation.turns.map((turn) => {
    const { owner: _, ...rest } = turn;
    return turn.state === 'pending' ? { ...rest, state: 'unknown' as const } : turn;
  });
  const own = isForeign(connection) ? undefined : findOwn(connection);
  const goesOn = own !== undefined && !isStandIn(connection);
  const plainId = isForeign(connection)
    ? connection.connectionId
    : `${foreignId}${connection.connectionId.slice(0, 100)}`;
  const { lastProcessId, ...rest } = conversation;
  return {
    ...rest,
    ...(goesOn ? { lastProcessId } : {}),
    connection: { ...connection, origin: originOf(connection), connectionId: own?.id ?? plainId },
    state: isOver(state) ? state : goesOn ? (state === 'creating' ? 'unknown' : state) : 'imported',
    turns,
  };
}

/** What two conversations have to share to be the same, wherever they were kept. */
export function withoutPlace(conversation: Conversation): Conversation {
  const { lastProcessId: _, ...foreign } = adopt(conversation, () => undefined);
  return { ...foreign, connection: { ...foreign.connection, connectionId: '' } };
}
