import * as l10n from '@vscode/l10n';
import { explainChatError } from '../chatApi/explainChatError.ts';
import { isWebPage, sayWebPage, titleOfWebPage } from '../chatApi/errorBody.ts';
import type { FetchResponse } from '../chatApi/fetch.ts';
import { isLoopback } from '../chatApi/parseOrigin.ts';
import { readBodyStart } from '../chatApi/readBody.ts';
import { toTransportFailure } from '../chatApi/transportFailure.ts';
import { correlationIdHeader } from '../chatApi/wire.ts';
import { startDeadline, type Deadline } from '../common/deadline.ts';
import { isStandIn } from '../connection/connection.ts';
import { regionLabel } from '../connection/validateConnection.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import type { Examination, Finding } from './examination.ts';

/*
 * The way to the server, without credentials. What is below HTTP is looked at for diagnosis only: a proxy of the system
 * may know a way that it does not. `reach` decides, over the very `fetch` that calls take.
 */

export async function lookUpName({ proxy, network }: Examination, origin: URL): Promise<Finding> {
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

export async function openConnection({ proxy, network }: Examination, origin: URL): Promise<Finding> {
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
export async function reach(
  examination: Examination,
  origin: URL,
  isDirectWayBroken: boolean,
): Promise<Finding> {
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

/** Without the brackets of an IPv6 address, which belong to the URL. */
function hostOf(origin: URL): string {
  return origin.hostname.replace(/^\[|\]$/g, '');
}

function codeOf(error: unknown): string {
  return toTransportFailure(error).detail ?? l10n.t('no details');
}
