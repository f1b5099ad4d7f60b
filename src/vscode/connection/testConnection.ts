import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { explainChatError } from '../../core/chatApi/explainChatError.ts';
import { apiOriginOf, type RegionId } from '../../core/chatApi/region.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { isLive, isStandIn, type Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { LiveGuard } from '../../core/connection/liveGuard.ts';
import { type ConfiguredProxy, findProxy } from '../../core/connection/proxySettings.ts';
import type { SecretVault } from '../../core/connection/secretVault.ts';
import { originOfRegion, regionLabel } from '../../core/connection/validateConnection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { decisiveFailure, stepTitles, toReport, toVerdict } from '../../core/doctor/doctorReport.ts';
import type { DoctorStep, DoctorStepName } from '../../core/doctor/examination.ts';
import { type ExaminationDeps, examineWithService } from '../../core/doctor/examineWithService.ts';
import { answersIn, moveToRegion, otherRegions } from '../../core/doctor/otherRegions.ts';
import { describeConnection } from '../../core/wording/plainText.ts';
import { agreesInDialog, askInDialog, notifyInformation } from '../asking/notifications.ts';
import { withSlowProgress } from '../asking/progress.ts';
import {
  commandAction,
  credentialsActions,
  type ErrorAction,
  type ShowError,
} from '../commands/showError.ts';
import { hostEnvironment } from '../common/host.ts';
import { toFailureAction } from '../conversation/failureActions.ts';

export interface TestConnectionDeps extends ExaminationDeps {
  readonly store: Pick<ConnectionStore, 'get' | 'update'>;
  readonly vault: Pick<SecretVault, 'read' | 'write'>;
  readonly liveGuard: Pick<LiveGuard, 'allow'>;
  /** One product and its version each. */
  readonly versions: readonly string[];
  readonly showError: ShowError;
  showReport(connection: Connection, report: string): Promise<void>;
  /** Writes how it went into the output channel "PolyAI". */
  report(sentence: string): void;
}

/**
 * Walks from the address to a closed conversation and shows the report; with the person's consent, because the
 * conversation is a real one. When something failed, says what and how to fix it.
 */
export async function testConnection(
  deps: TestConnectionDeps,
  connection: Connection,
  options: { readonly hasConsent: boolean },
): Promise<void> {
  const mustAsk = isLive(connection) || (!isStandIn(connection) && !options.hasConsent);
  if (mustAsk && !(await confirmTest(connection))) return;
  deps.liveGuard.allow(connection);

  const startedAt = new Date().toISOString();
  const standInOrigin = isStandIn(connection) ? (await deps.resolveTarget(connection)).origin : undefined;
  const origin = standInOrigin ?? originOfRegion(connection.region);
  const proxy = origin === undefined ? undefined : findHostProxy(origin);

  const steps = await withSlowProgress(l10n.t('Testing {0}', connection.name), (signal, report) =>
    withSeconds(report, (onStep) =>
      examineWithService(deps, connection, { standInOrigin, proxy, signal, onStep }),
    ),
  );
  deps.report(toVerdict(steps, connection.name));
  const description = describeConnection(connection);
  const { versions } = deps;
  await deps.showReport(
    connection,
    toReport(steps, { connectionName: connection.name, description, proxy, startedAt, versions }),
  );
  const failed = decisiveFailure(steps);
  if (failed) showFailure(deps, connection, failed);
}

/** Names the step that it is at, and for how many seconds. */
async function withSeconds<T>(
  report: (message: string) => void,
  work: (onStep: (name: DoctorStepName) => void) => Promise<T>,
): Promise<T> {
  let current: { readonly title: string; readonly sinceMs: number } | undefined;
  const tell = () => {
    if (current === undefined) return;
    const seconds = Math.floor((performance.now() - current.sinceMs) / 1000);
    report(seconds === 0 ? current.title : l10n.t('{0}, {1} s', current.title, seconds));
  };
  const ticking = setInterval(tell, 1000);
  try {
    return await work((name) => {
      current = { title: stepTitles()[name], sinceMs: performance.now() };
      tell();
    });
  } finally {
    clearInterval(ticking);
  }
}

/** The proxy of the settings and the environment for an origin; one of the system is not known to us. */
function findHostProxy(origin: string): ConfiguredProxy | undefined {
  const http = vscode.workspace.getConfiguration('http');
  if (http.get('proxySupport') === 'off') return undefined;
  return findProxy(origin, {
    proxy: http.get<string>('proxy'),
    noProxy: http.get<string[]>('noProxy'),
    environment: hostEnvironment,
  });
}

async function confirmTest(connection: Connection): Promise<boolean> {
  const test = l10n.t('Test Connection');
  const message = isLive(connection)
    ? l10n.t('{0} is LIVE. Test it with a real conversation?', connection.name)
    : l10n.t('Test {0} with a real conversation?', connection.name);
  const detail = l10n.t(
    'A conversation is created on the agent and closed at once. What the agent does at the start and at the end of every conversation happens for this one too.',
  );
  if (isLive(connection)) return agreesInDialog({ message, detail }, test);
  return (await askInDialog({ message, detail }, test)) === test;
}

function showFailure(deps: TestConnectionDeps, connection: Connection, step: DoctorStep): void {
  const { sentence, remedy, error, conversation } = step;
  const regions: ErrorAction = {
    title: l10n.t('Try Other Regions…'),
    run: () =>
      // As it is by now: the notification may have waited for long.
      tryOtherRegions(deps, deps.store.get(connection.id) ?? connection).catch((failure: unknown) =>
        deps.showError(failure, 'polyai.testConnection', credentialsActions(failure)),
      ),
  };
  const fix = error ? credentialsActions(error) : conversation ? fixOf(step, conversation) : [];
  const isElsewhere = isWrongRegion(conversation) && otherRegions(connection).length > 0;
  const again = commandAction(l10n.t('Test Again'), 'polyai.testConnection', connection.id);
  const actions = [...fix, isElsewhere ? regions : again];
  deps.showError(new HumanError(sentence, { remedy }), 'polyai.testConnection', actions);
}

/** A key of another region is refused, and an agent of another region is not found: the documentation says so. */
function isWrongRegion(conversation: Conversation | undefined): boolean {
  const reason = conversation?.turns[0]?.error?.reason;
  return reason === 'unauthorized' || reason === 'notFound';
}

function fixOf({ name }: DoctorStep, conversation: Conversation): readonly ErrorAction[] {
  const turn = conversation.turns.findLast(({ kind }) => kind === name);
  if (!turn?.error) return [];
  const { connection } = conversation;
  const { action } = explainChatError(turn.error, {
    regionLabel: regionLabel(connection.region),
    kind: turn.kind,
    environment: connection.environment,
    isStandIn: isStandIn(connection),
  });
  // Trying again means to test again here, which is offered beside it.
  if (action === undefined || action === 'tryAgain' || action === 'createAgain') return [];
  return [toFailureAction(action, conversation, turn.kind)];
}

/**
 * Tries the connection's credentials in the other regions, one after the other until one answers. They are bound to
 * the origin they were saved for, so the person sees every other origin and agrees first. A region that answered is
 * taken over only when they agree.
 */
export async function tryOtherRegions(
  deps: Pick<TestConnectionDeps, 'store' | 'vault' | 'service' | 'timeoutSeconds' | 'showError'>,
  connection: Connection,
): Promise<void> {
  const others = otherRegions(connection);
  if (others.length === 0 || !(await confirmOrigins(connection, others))) return;
  const reading = await deps.vault.read(connection.id, originOfRegion(connection.region));
  if (reading.kind !== 'found') return;

  const found = await withSlowProgress(
    l10n.t('Looking for {0} in other regions', connection.name),
    async (signal, report) => {
      for (const other of others) {
        report(other);
        // oxlint-disable-next-line no-await-in-loop -- no further region learns the key once one has answered
        if (await answersIn(other, connection, reading.credentials, { ...deps, signal })) return other;
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
  const move = l10n.t('Use Region {0}', found);
  const answer = await notifyInformation(l10n.t('{0} answers in region {1}.', connection.name, found), move);
  // The notification may have waited for long.
  if (answer === move) await moveToRegion(found, connection, reading.credentials, deps);
}

async function confirmOrigins(connection: Connection, others: readonly RegionId[]) {
  const { name } = connection;
  const send = l10n.t('Send Them There');
  const message = isLive(connection)
    ? l10n.t('{0} is LIVE. Try its API key and connector token in the other regions?', name)
    : l10n.t('Try the API key and the connector token of {0} in the other regions?', name);
  const origins = others.map((id) => apiOriginOf(id)).join('\n');
  const detail = l10n.t(
    'They are sent to these origins, one after the other, until one accepts them:\n\n{0}\n\nThat one creates a real conversation, which is closed at once.',
    origins,
  );
  return agreesInDialog({ message, detail }, send);
}
