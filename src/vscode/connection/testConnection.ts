import type { Origin } from '../../core/chatApi/region.ts';
import * as l10n from '@vscode/l10n';
import { explainChatError } from '../../core/chatApi/explainChatError.ts';
import type { Fetch } from '../../core/chatApi/fetch.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { isLive, isStandIn, type Connection } from '../../core/connection/connection.ts';
import type { ConfiguredProxy } from '../../core/connection/proxySettings.ts';
import { examineConnection, type DoctorStep } from '../../core/doctor/doctor.ts';
import type { DoctorNetwork } from '../../core/doctor/doctorNetwork.ts';
import { decisiveFailure, stepTitles, toReport, toVerdict } from '../../core/doctor/doctorReport.ts';
import { originOfRegion, regionLabel } from '../../core/connection/validateConnection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { isOver } from '../../core/conversation/transitions.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { agreesInDialog, askInDialog } from '../asking/notifications.ts';
import {
  commandAction,
  credentialsActions,
  type ErrorAction,
  type ShowError,
} from '../commands/showError.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { toSnapshot } from '../../core/conversation/createChat.ts';
import { toFailureAction } from '../conversation/failureActions.ts';
import type { LiveGuard } from '../../core/connection/liveGuard.ts';
import { describeConnection } from '../../core/wording/plainText.ts';
import type { ResolveTarget } from '../../core/connection/resolveTarget.ts';
import { canTryOtherRegions, tryOtherRegions, type TryOtherRegionsDeps } from './tryOtherRegions.ts';

export interface TestConnectionDeps extends TryOtherRegionsDeps {
  readonly liveGuard: Pick<LiveGuard, 'allow'>;
  /** Of tests: what it does is not in the history. */
  readonly service: Pick<ConversationService, 'create' | 'close'>;
  readonly resolveTarget: ResolveTarget;
  readonly network: DoctorNetwork;
  readonly fetch: Fetch;
  findProxy(origin: string): ConfiguredProxy | undefined;
  /** One product and its version each. */
  readonly versions: readonly string[];
  readonly showError: ShowError;
  showReport(connection: Connection, report: string): Promise<void>;
  /** Writes how it went into the output channel "PolyAI". */
  report(sentence: string): void;
}

/** A close after Cancel is not to keep anybody waiting. */
const closeAfterCancelSeconds = 10;

/**
 * Walks from the address to a closed conversation and shows the report; with the person's consent, because the
 * conversation is a real one. When something failed, says what and how to fix it.
 */
export async function testConnection(
  deps: TestConnectionDeps,
  connection: Connection,
  options: { readonly hasConsent: boolean },
): Promise<void> {
  const isLive = connection.environment === 'live';
  const mustAsk = !isStandIn(connection) && (isLive || !options.hasConsent);
  if (mustAsk && !(await confirmTest(connection))) return;
  deps.liveGuard.allow(connection);

  const startedAt = new Date().toISOString();
  const standInOrigin = isStandIn(connection) ? (await deps.resolveTarget(connection)).origin : undefined;
  const origin = standInOrigin ?? originOfRegion(connection.region);
  const proxy = origin === undefined ? undefined : deps.findProxy(origin);

  const steps = await withSlowProgress(l10n.t('Testing {0}', connection.name), (signal, report) =>
    walk(deps, connection, { standInOrigin, proxy, signal }, report),
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

async function walk(
  deps: TestConnectionDeps,
  connection: Connection,
  given: { standInOrigin: Origin | undefined; proxy: ConfiguredProxy | undefined; signal: AbortSignal },
  report: (message: string) => void,
): Promise<readonly DoctorStep[]> {
  const { signal } = given;
  const timeoutSeconds = deps.timeoutSeconds();
  let current: { readonly title: string; readonly sinceMs: number } | undefined;
  const tell = () => {
    if (current === undefined) return;
    const seconds = Math.floor((performance.now() - current.sinceMs) / 1000);
    report(seconds === 0 ? current.title : l10n.t('{0}, {1} s', current.title, seconds));
  };
  const ticking = setInterval(tell, 1000);
  const examination = examineConnection({
    ...given,
    connection,
    network: deps.network,
    fetch: deps.fetch,
    timeoutSeconds,
    onStep: (name) => {
      current = { title: stepTitles()[name], sinceMs: performance.now() };
      tell();
    },
    create: async () => {
      const target = await deps.resolveTarget(connection);
      const snapshot = toSnapshot(connection, target.origin);
      return deps.service.create({ connection: snapshot, parameters: {}, target, timeoutSeconds, signal });
    },
    close: async ({ id }) => {
      const target = await deps.resolveTarget(connection);
      return deps.service.close(
        signal.aborted
          ? { id, target, timeoutSeconds: Math.min(timeoutSeconds, closeAfterCancelSeconds) }
          : { id, target, timeoutSeconds, signal },
      );
    },
  });
  const steps: DoctorStep[] = [];
  try {
    for await (const step of examination) steps.push(step);
  } finally {
    clearInterval(ticking);
  }
  const tested = steps.findLast(({ conversation }) => conversation !== undefined)?.conversation;
  if (tested?.conversationId !== undefined && !isOver(tested.state)) deps.keepOpen(tested);
  return steps;
}

async function confirmTest(connection: Connection): Promise<boolean> {
  const test = l10n.t('Test Connection');
  const message =
    connection.environment === 'live'
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
  const isElsewhere = isWrongRegion(conversation) && canTryOtherRegions(connection);
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
