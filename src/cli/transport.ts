import * as l10n from '@vscode/l10n';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import fetchModule from 'undici/lib/web/fetch/index.js';
import type { Fetch } from '../core/chatApi/fetch.ts';
import { isLoopback } from '../core/connection/validateConnection.ts';
import { UsageError } from './usageError.ts';

export interface Transport {
  readonly fetch: Fetch;
  /** Cuts every connection, so that the process can end at once. */
  close(): Promise<void>;
}

/** The total deadline of a call is the client's; only connecting has one of its own (undici's 10 seconds). */
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 };

/**
 * A fetch for one origin that honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Loopback is never asked of a
 * proxy: plain http is accepted there because nobody can listen in. Throws UsageError for an unusable proxy.
 */
export function createTransport(origin: string): Transport {
  const dispatcher = isLoopback(new URL(origin).hostname) ? new Agent(noTimeouts) : createProxyAgent();
  return {
    fetch: (url, request) => fetchModule.fetch(url, { ...request, dispatcher }),
    close: () => dispatcher.destroy(),
  };
}

function createProxyAgent(): InstanceType<typeof EnvHttpProxyAgent> {
  try {
    return new EnvHttpProxyAgent(noTimeouts);
  } catch {
    // Not its value: a proxy's address may hold a password.
    throw new UsageError(l10n.t('HTTP_PROXY or HTTPS_PROXY is not an address that can be used.'));
  }
}
