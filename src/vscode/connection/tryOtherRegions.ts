import * as l10n from '@vscode/l10n';
import { apiOriginOf, isRegionId, regionIds, type RegionId } from '../../core/chatApi/region.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { Credentials, SecretVault, VaultReading } from '../../core/connection/secretVault.ts';
import { originOfRegion } from '../../core/connection/validateConnection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { isOver } from '../../core/conversation/transitions.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { agreesInDialog, notifyInformation } from '../asking/notifications.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { withSlowProgress } from '../asking/progress.ts';

export interface TryOtherRegionsDeps {
  readonly store: Pick<ConnectionStore, 'get' | 'update'>;
  readonly vault: Pick<SecretVault, 'read' | 'write'>;
  readonly service: Pick<ConversationService, 'create' | 'close'>;
  /** Takes a conversation that could not be closed into the history. */
  readonly keepOpen: (conversation: Conversation) => void;
  readonly timeoutSeconds: () => number;
  readonly showError: ShowError;
}

/** Only between origins that PolyAI documents is it a guess worth offering where an agent may live. */
export function canTryOtherRegions({ region }: Connection): boolean {
  return isRegionId(region);
}

/**
 * Tries the connection's credentials in the other regions, one after the other until one answers. They are bound to
 * the origin they were saved for, so the person sees every other origin and agrees first. A region that answered is
 * taken over only when they say so.
 */
export async function tryOtherRegions(deps: TryOtherRegionsDeps, connection: Connection): Promise<void> {
  const { region } = connection;
  if (!isRegionId(region)) return;
  const others = regionIds.filter((id) => id !== region);
  if (!(await confirmOrigins(connection, others))) return;
  const reading = await deps.vault.read(connection.id, apiOriginOf(region));
  if (reading.kind !== 'found') return;

  const found = await withSlowProgress(
    l10n.t('Looking for {0} in other regions', connection.name),
    async (signal, report) => {
      for (const other of others) {
        report(other);
        // oxlint-disable-next-line no-await-in-loop -- no further region learns the key once one has answered
        if (await answers(deps, { ...connection, region: other }, reading.credentials, signal)) return other;
        if (signal.aborted) return 'cancelled';
      }
      return undefined;
    },
  );
  if (found === 'cancelled') return;
  if (found === undefined) {
    deps.showError(
      new HumanError(l10n.t('No other region accepts these credentials.'), {
        remedy: l10n.t('Ask your PolyAI representative which region they are for.'),
      }),
      'polyai.testConnection',
      [commandAction(l10n.t('Edit Connection…'), 'polyai.editConnection', connection.id)],
    );
    return;
  }
  await offerMove(deps, connection, found, reading.credentials);
}

async function confirmOrigins({ name, environment }: Connection, others: readonly RegionId[]) {
  const send = l10n.t('Send Them There');
  const message =
    environment === 'live'
      ? l10n.t('{0} is LIVE. Try its API key and connector token in the other regions?', name)
      : l10n.t('Try the API key and the connector token of {0} in the other regions?', name);
  const origins = others.map((id) => apiOriginOf(id)).join('\n');
  const detail = l10n.t(
    'They are sent to these origins, one after the other, until one accepts them:\n\n{0}\n\nThat one creates a real conversation, which is closed at once.',
    origins,
  );
  return agreesInDialog({ message, detail }, send);
}

/** Whether an agent answers there. What was created is closed again. */
async function answers(
  { service, keepOpen, timeoutSeconds }: TryOtherRegionsDeps,
  { id, name, region, accountId, projectId, environment }: Connection & { readonly region: RegionId },
  credentials: Credentials,
  signal: AbortSignal,
): Promise<boolean> {
  const address = { origin: apiOriginOf(region), accountId, projectId };
  const call = { target: { ...address, ...credentials }, timeoutSeconds: timeoutSeconds() };
  const created: Conversation = await service.create({
    ...call,
    signal,
    connection: { ...address, connectionId: id, connectionName: name, region, environment },
    parameters: {},
  });
  if (created.conversationId !== undefined) {
    const closed = await service.close({ ...call, id: created.id });
    if (!isOver(closed.state)) keepOpen(closed);
  }
  return created.turns[0]?.state === 'answered';
}

async function offerMove(
  { store, vault }: TryOtherRegionsDeps,
  connection: Connection,
  region: RegionId,
  credentials: Credentials,
): Promise<void> {
  const move = l10n.t('Use Region {0}', region);
  const answer = await notifyInformation(l10n.t('{0} answers in region {1}.', connection.name, region), move);
  if (answer !== move) return;
  // The notification may have waited for long: what answered is this agent with these secrets, and nothing else.
  const now = store.get(connection.id);
  const reading = await vault.read(connection.id, originOfRegion(connection.region));
  if (!isSameAgent(now, connection) || !isSame(reading, credentials)) {
    throw new HumanError(
      l10n.t('{0} was changed meanwhile, so its region stays as it is.', connection.name),
      {
        remedy: l10n.t('Test the connection again.'),
      },
    );
  }
  await store.update({ id: connection.id, region });
  await vault.write(connection.id, apiOriginOf(region), credentials);
}

function isSameAgent(now: Connection | undefined, then: Connection): boolean {
  return (
    now?.region === then.region &&
    now.accountId === then.accountId &&
    now.projectId === then.projectId &&
    now.environment === then.environment
  );
}

function isSame(reading: VaultReading, { apiKey, token }: Credentials): boolean {
  return (
    reading.kind === 'found' && reading.credentials.apiKey === apiKey && reading.credentials.token === token
  );
}
