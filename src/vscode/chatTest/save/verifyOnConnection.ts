import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import {
  draftWithOffers,
  holdsSoFar,
  type Offer,
  type Standing,
} from '../../../core/chatTest/checkEvidence.ts';
import { steadyCheckLimits } from '../../../core/chatTest/statistics.ts';
import { createTestConnections } from '../../../core/chatTest/testConnections.ts';
import type { TestDraft } from '../../../core/chatTest/testDraft.ts';
import { verifyChecks } from '../../../core/chatTest/verifyChecks.ts';
import { HumanError } from '../../../core/common/humanError.ts';
import { type Connection } from '../../../core/connection/connection.ts';
import { standInConnection } from '../../../core/connection/standInConnection.ts';
import type { Conversation } from '../../../core/conversation/conversation.ts';
import { withProgressNotification } from '../../asking/progress.ts';
import type { TestRunServices } from '../runRequest.ts';
import { loadDraft } from './saveTest.ts';

export type VerifyServices = Pick<
  TestRunServices,
  'connections' | 'service' | 'resolveTarget' | 'liveGuard' | 'timeoutSeconds' | 'concurrency' | 'now'
>;

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
      if (!(await services.liveGuard.confirmBatch(connection, verifyQuestion(connection)))) return undefined;
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
  return withProgressNotification(title, async (report, token) => {
    const canceller = new AbortController();
    token.onCancellationRequested(() => canceller.abort());
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
      wait: async (milliseconds, signal) => {
        await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
      },
      signal: canceller.signal,
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
    if (problem !== undefined && !canceller.signal.aborted) throw new HumanError(problem);
    return known;
  });
}

/** Before a conversation is held many times. */
function verifyQuestion({ name }: Connection) {
  return {
    message: l10n.t(
      '{0} is LIVE. Hold this conversation there again, up to {1} times?',
      name,
      steadyCheckLimits.most,
    ),
    detail: l10n.t(
      'The agent of real customers answers, and its functions really run: messages, bookings, tickets. You are asked every time.',
    ),
    button: l10n.t('Verify Until Sure'),
  };
}
