import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { draftWithOffers, holdsSoFar, type Offer, type Standing } from './checkEvidence.ts';
import { loadDraft } from './loadDraft.ts';
import { steadyCheckLimits } from './statistics.ts';
import { createTestConnections } from './testConnections.ts';
import type { TestDraft } from './testDraft.ts';
import { verifyChecks } from './verifyChecks.ts';
import { HumanError } from '../common/humanError.ts';
import { type Connection } from '../connection/connection.ts';
import { standInConnection } from '../connection/standInConnection.ts';
import type { WithProgress } from '../common/withProgress.ts';
import type { ConnectionStore } from '../connection/connectionStore.ts';
import { type LiveGuard, verifyQuestion } from '../connection/liveGuard.ts';
import type { Agents } from '../conversation/agents.ts';
import type { ConversationService } from '../conversation/conversationService.ts';
import type { Conversation } from '../conversation/conversation.ts';

export interface VerifyServices extends Pick<Agents, 'resolveTarget' | 'timeoutSeconds'> {
  readonly connections: ConnectionStore;
  readonly service: ConversationService;
  readonly liveGuard: Pick<LiveGuard, 'confirmBatch'>;
  concurrency(): number;
  now(): number;
  readonly withProgress: WithProgress;
}

export interface Verifier {
  /** Where it holds the conversations. */
  readonly label: string;
  /** What is known afterwards, one for each offer; undefined when nothing was done. */
  verify(
    draft: TestDraft,
    offers: readonly Offer[],
    standings: readonly Standing[],
  ): Promise<readonly Standing[] | undefined>;
}

/** Holds the conversation again on the connection it was held on; undefined when that is no longer there. */
export function createVerifier({ connection: { connectionId } }: Conversation, services: VerifyServices) {
  const connection =
    services.connections.get(connectionId) ??
    (connectionId === standInConnection().id ? standInConnection() : undefined);
  if (connection === undefined) return undefined;
  return {
    label: connection.name,
    async verify(draft, offers, standings) {
      if (
        !(await services.liveGuard.confirmBatch(
          connection,
          verifyQuestion(connection, steadyCheckLimits.most),
        ))
      )
        return undefined;
      return verifyOn(connection, draft, offers, standings, services);
    },
  } satisfies Verifier;
}

async function verifyOn(
  connection: Connection,
  draft: TestDraft,
  offers: readonly Offer[],
  standings: readonly Standing[],
  services: VerifyServices,
): Promise<readonly Standing[]> {
  // What was said does not matter here, and may be long.
  const turns = draft.turns.map((turn) => ({ ...turn, said: undefined }));
  const { loaded } = await loadDraft(draftWithOffers({ ...draft, turns }, offers));
  const connections = createTestConnections(services.connections, services.resolveTarget, connection);
  await connections.prepare(loaded);
  const target = connections.target(connection.name);
  if (target === undefined) return standings;
  const title = l10n.t('Verifying with {0}', connection.name);
  return services.withProgress(title, async (signal, report) => {
    let known = standings;
    let problem: string | undefined;
    const progress = verifyChecks({
      loaded,
      offers,
      standings,
      target,
      service: services.service,
      timeoutSeconds: services.timeoutSeconds(),
      concurrency: Math.max(1, Math.floor(services.concurrency())),
      env: () => undefined,
      newUuid: randomUUID,
      now: () => services.now(),
      wait: async (milliseconds, isOver) => {
        await sleep(milliseconds, undefined, { signal: isOver }).catch(() => undefined);
      },
      signal,
    });
    for await (const after of progress) {
      known = after.standings;
      problem = after.runs === after.errored ? after.problem : undefined;
      const holding = known.filter(holdsSoFar).length;
      report(
        l10n.t('Conversation {0}: {1} of {2} checks held every time', after.runs, holding, offers.length),
      );
    }
    // The agent was never reached: nothing was learned, and why is what counts.
    if (problem !== undefined && !signal.aborted) throw new HumanError(problem);
    return known;
  });
}
