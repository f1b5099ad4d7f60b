import * as l10n from '@vscode/l10n';
import type { PlannedCase } from './runPlan.ts';
import { type Connection, isLive } from '../connection/connection.ts';
import { type LiveGuard, testQuestion } from '../connection/liveGuard.ts';

/** Asks about every live connection of a run, each time; what is declined is skipped. The order stays. */
export async function agreeOnLive(
  cases: readonly PlannedCase[],
  connectionOf: (name: string) => Connection | undefined,
  liveGuard: Pick<LiveGuard, 'confirmBatch'>,
): Promise<readonly PlannedCase[]> {
  const declined = new Set<string>();
  for (const name of new Set(cases.map(({ connection }) => connection))) {
    const connection = connectionOf(name);
    if (connection === undefined || !isLive(connection)) continue;
    const count = cases.filter((one) => one.connection === name && one.target !== undefined).length;
    if (count === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    if (!(await liveGuard.confirmBatch(connection, testQuestion(connection, count)))) declined.add(name);
  }
  return cases.map((one) =>
    declined.has(one.connection)
      ? {
          ...one,
          target: undefined,
          skipReason: l10n.t('{0} is LIVE, and the run was declined.', one.connection),
        }
      : one,
  );
}
