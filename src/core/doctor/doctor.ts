import type { Origin } from '../chatApi/region.ts';
import * as l10n from '@vscode/l10n';
import { explainChatError } from '../chatApi/explainChatError.ts';
import { isWebPage, sayWebPage, titleOfWebPage } from '../chatApi/errorBody.ts';
import type { Fetch, FetchResponse } from '../chatApi/fetch.ts';
import { isLoopback } from '../chatApi/parseOrigin.ts';
import { readBodyStart } from '../chatApi/readBody.ts';
import { toOrigin } from '../chatApi/toOrigin.ts';
import { toTransportFailure } from '../chatApi/transportFailure.ts';
import { chatUrl, correlationIdHeader } from '../chatApi/wire.ts';
import { startDeadline, type Deadline } from '../common/deadline.ts';
import { HumanError } from '../common/humanError.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import { isOver } from '../conversation/transitions.ts';
import { closeUnconfirmed, explainTurnError } from '../conversation/turnText.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import { isStandIn, type Connection } from '../connection/connection.ts';
import type { ConfiguredProxy } from '../connection/proxySettings.ts';
import type { DoctorNetwork } from './doctorNetwork.ts';
import { regionLabel, validateConnection } from '../connection/validateConnection.ts';

/** In the order in which they are taken. */
export const doctorStepNames = ['address', 'name', 'connection', 'reach', 'create', 'close'] as const;

export type DoctorStepName = (typeof doctorStepNames)[number];

/** What one step found. */
export interface DoctorStep {
  readonly name: DoctorStepName;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** What was found, as a whole sentence. May quote the server: untrusted, to be shown as text. */
  readonly sentence: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  readonly latencyMs?: number | undefined;
  readonly correlationId?: string | undefined;
  /** The conversation that create and close were tried with; it is in the history too. */
  readonly conversation?: Conversation | undefined;
  /** Why there was no call at all: the credentials are missing, say. */
  readonly error?: HumanError | undefined;
}

export interface Examination {
  readonly connection: Connection;
  /** Where the stand-in agent listens; needed for its connection only. */
  readonly standInOrigin?: Origin | undefined;
  readonly proxy?: ConfiguredProxy | undefined;
  readonly network: DoctorNetwork;
  readonly fetch: Fetch;
  /** Creates a conversation with the connection's credentials. */
  create(): Promise<Conversation | undefined>;
  close(conversation: Conversation): Promise<Conversation>;
  /** A step begins that may take a while. */
  readonly onStep?: ((name: DoctorStepName) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For the request without credentials. */
  readonly timeoutSeconds: number;
}

type Finding = Omit<DoctorStep, 'name' | 'latencyMs'> &
  Pick<Partial<DoctorStep>, 'latencyMs'> & {
    /** Failed, and yet something answered: whether it is the Chat API is for the next step to tell. */
    readonly isAnswered?: boolean | undefined;
  };

/**
 * Walks from the address to a closed conversation and tells what each step found. The way below HTTP is looked at
 * for diagnosis only: a proxy of the system may know a way that it does not. `reach` decides, over the very
 * `fetch` that calls take, with no credentials; they leave only when something answered it, and only for their own origin.
 */
export async function* examineConnection(
  examination: Examination,
): AsyncGenerator<DoctorStep, void, undefined> {
  let skip: string | undefined;
  let created: Conversation | undefined;
  let originText: string | undefined;
  let isDirectWayBroken = false;

  for (const name of doctorStepNames) {
    // A conversation that may be open is closed, whatever else went wrong, and also when the person has had enough.
    const mustClose = name === 'close' && created?.conversationId !== undefined;
    if (mustClose) skip = undefined;
    else if (examination.signal?.aborted === true) skip ??= l10n.t('Cancelled.');
    const origin = originText === undefined ? undefined : new URL(originText);
    if (skip === undefined) examination.onStep?.(name);
    const startedMs = performance.now();
    const finding: Finding =
      skip === undefined
        ? // oxlint-disable-next-line no-await-in-loop -- one step after the other
          await takeStep(name, examination, origin, created, isDirectWayBroken)
        : { state: 'skipped', sentence: skip };
    const { isAnswered = false, ...found } = finding;
    const latencyMs = finding.state === 'skipped' ? undefined : Math.round(performance.now() - startedMs);
    yield { name, latencyMs, ...found };

    if (name === 'address' && finding.state === 'ok') originText = originOf(examination);
    if (name === 'create') created = finding.conversation;
    if (finding.state !== 'failed') continue;
    if (name === 'name' || name === 'connection') isDirectWayBroken = true;
    else if (!isAnswered) skip ??= l10n.t('Not tried, because a step before it failed.');
  }
}

async function takeStep(
  name: DoctorStepName,
  examination: Examination,
  origin: URL | undefined,
  created: Conversation | undefined,
  isDirectWayBroken: boolean,
): Promise<Finding> {
  try {
    if (name === 'address') return checkAddress(examination);
    if (name === 'create') return await tryCreate(examination);
    if (name === 'close') return await tryClose(examination, created);
    // The first step gave the origin, or there would be no second one.
    if (origin === undefined) return { state: 'skipped', sentence: '' };
    if (name === 'name') return await lookUpName(examination, origin);
    if (name === 'connection') return await openConnection(examination, origin);
    return await reach(examination, origin, isDirectWayBroken);
  } catch (error) {
    if (error instanceof HumanError) {
      return { state: 'failed', sentence: error.message, remedy: error.remedy, error };
    }
    throw error;
  }
}

function originOf({ connection, standInOrigin }: Examination): Origin {
  return isStandIn(connection) && standInOrigin !== undefined ? standInOrigin : toOrigin(connection.region);
}

function checkAddress(examination: Examination): Finding {
  const { connection } = examination;
  const problem = validateConnection(connection);
  if (problem !== undefined) {
    return { state: 'failed', sentence: problem, remedy: l10n.t('Edit the connection.') };
  }
  const url = chatUrl({ ...connection, origin: originOf(examination) }, 'create');
  return { state: 'ok', sentence: l10n.t('Chats are created at {0}.', url) };
}

async function lookUpName({ proxy, network }: Examination, origin: URL): Promise<Finding> {
  const host = hostOf(origin);
  if (isLoopback(origin.hostname) || /^[\d.]+$|:/.test(host)) {
    return { state: 'skipped', sentence: l10n.t('There is no name to look up.') };
  }
  if (proxy) return { state: 'skipped', sentence: l10n.t('The proxy looks the name up.') };
  try {
    const addresses = await network.lookup(host);
    return { state: 'ok', sentence: l10n.t('{0} is at {1}.', host, addresses.slice(0, 4).join(', ')) };
  } catch (error) {
    return {
      state: 'failed',
      sentence: l10n.t('The name {0} was not found ({1}).', host, codeOf(error)),
      remedy: l10n.t('Check your network connection.'),
    };
  }
}

async function openConnection({ proxy, network }: Examination, origin: URL): Promise<Finding> {
  if (proxy && !isLoopback(origin.hostname)) {
    const place = `${proxy.host}:${proxy.port}`;
    try {
      await network.connect(proxy.host, proxy.port, { isTls: false });
      return { state: 'ok', sentence: l10n.t('The proxy {0} accepts connections.', place) };
    } catch (error) {
      return {
        state: 'failed',
        sentence: l10n.t('The proxy {0} does not accept connections ({1}).', place, codeOf(error)),
        remedy: l10n.t('Check the proxy settings.'),
      };
    }
  }
  const isTls = origin.protocol === 'https:';
  const port = origin.port === '' ? (isTls ? 443 : 80) : Number(origin.port);
  try {
    const { protocol, issuer, distrust } = await network.connect(hostOf(origin), port, { isTls });
    if (!isTls) return { state: 'ok', sentence: l10n.t('Port {0} accepts connections.', port) };
    const name = toVisibleLine(issuer ?? l10n.t('an unnamed issuer'), 100);
    return distrust === undefined
      ? {
          state: 'ok',
          sentence: l10n.t('The server speaks {0} with a certificate of {1}.', protocol ?? 'TLS', name),
        }
      : {
          state: 'failed',
          sentence: l10n.t('The certificate of {0} is not trusted ({1}).', name, distrust),
          remedy: l10n.t(
            'Check the date of this computer, and that it trusts the certificates of your network.',
          ),
        };
  } catch (error) {
    return {
      state: 'failed',
      sentence: l10n.t('No connection to {0} could be made ({1}).', origin.host, codeOf(error)),
      remedy: l10n.t('Check your network connection and proxy.'),
    };
  }
}

/** A request that asks for nothing and brings nothing: any answer shows that the way is open. */
async function reach(examination: Examination, origin: URL, isDirectWayBroken: boolean): Promise<Finding> {
  const { fetch, connection, signal } = examination;
  const deadline = startDeadline(examination.timeoutSeconds * 1000, signal);
  try {
    const response = await deadline.race(
      fetch(`${origin.origin}/`, {
        method: 'GET',
        headers: {},
        redirect: 'manual',
        credentials: 'omit',
        signal: deadline.signal,
      }),
    );
    const { status, headers } = response;
    const page = status < 300 ? await readWebPage(response, deadline) : undefined;
    if (status >= 300) void response.body?.cancel().catch(() => undefined);
    const correlationId = headers.get(correlationIdHeader) ?? undefined;
    if (status === 407) throw Object.assign(new Error('proxy'), { code: 'PROXY_407' });
    if (page !== undefined) return { ...page, correlationId, isAnswered: true };
    return {
      state: 'ok',
      sentence: isDirectWayBroken
        ? l10n.t(
            'The server answered {0} all the same: the editor knows another way, such as a proxy of the system.',
            status,
          )
        : l10n.t('The server answered {0} to a request without credentials.', status),
      correlationId,
    };
  } catch (error) {
    deadline.abort();
    if (deadline.stopped === 'cancelled') return { state: 'skipped', sentence: l10n.t('Cancelled.') };
    if (deadline.stopped === 'timeout') {
      return {
        state: 'failed',
        sentence: l10n.t('No answer came within {0} seconds.', examination.timeoutSeconds),
        remedy: l10n.t('Check your network connection and proxy.'),
      };
    }
    const failure = toTransportFailure(error, origin.href);
    const explained = explainChatError(
      { ...failure, outcome: 'notSent' },
      { regionLabel: regionLabel(connection.region), isStandIn: isStandIn(connection) },
    );
    return {
      state: 'failed',
      sentence: explained.message,
      // After a lost connection the explanation speaks of a conversation, and none was asked for here.
      remedy:
        failure.outcome === 'notSent'
          ? explained.remedy
          : l10n.t('Nothing but an empty request was sent. Check your network connection and proxy.'),
    };
  } finally {
    deadline.end();
  }
}

/** A page for people where an API answers: what a network shows that wants a login first. */
async function readWebPage(
  response: FetchResponse,
  deadline: Deadline,
): Promise<(Pick<Finding, 'sentence' | 'remedy'> & { state: 'failed' }) | undefined> {
  const start = await readBodyStart(response, 16_384, deadline);
  if (!isWebPage(start)) return undefined;
  return {
    state: 'failed',
    sentence: sayWebPage(titleOfWebPage(start)),
    remedy: l10n.t('Sign in where your network asks for it, or check the proxy and the region.'),
  };
}

async function tryCreate(examination: Examination): Promise<Finding> {
  const conversation = await examination.create();
  const turn = conversation?.turns[0];
  if (conversation === undefined || turn === undefined) {
    return { state: 'skipped', sentence: l10n.t('Cancelled.') };
  }
  const id = toVisibleLine(conversation.conversationId ?? '', 100);
  return toFinding(conversation, turn, l10n.t('The agent answered in the conversation {0}.', id));
}

async function tryClose(examination: Examination, created: Conversation | undefined): Promise<Finding> {
  if (created?.conversationId === undefined) {
    return { state: 'skipped', sentence: l10n.t('There is no conversation to close.') };
  }
  if (isOver(created.state)) {
    return { state: 'skipped', sentence: l10n.t('The agent ended the conversation by itself.') };
  }
  const conversation = await examination.close(created);
  const turn = conversation.turns.findLast(({ kind }) => kind === 'close');
  return turn === undefined
    ? { state: 'skipped', sentence: l10n.t('The conversation was closed already.') }
    : toFinding(conversation, turn, l10n.t('The conversation was closed.'));
}

function toFinding(conversation: Conversation, turn: Turn, success: string): Finding {
  const { latencyMs, correlationId, error } = turn;
  const facts = { latencyMs, correlationId, conversation };
  if (turn.state === 'answered') return { state: 'ok', sentence: success, ...facts };
  const { message, remedy } = error
    ? explainTurnError(error, turn.kind, conversation.connection)
    : closeUnconfirmed();
  return { state: 'failed', sentence: message, remedy, ...facts };
}

/** Without the brackets of an IPv6 address, which belong to the URL. */
function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, '');
}

function codeOf(error: unknown): string {
  return toTransportFailure(error).detail ?? l10n.t('no details');
}
