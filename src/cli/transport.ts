import connect from 'undici/lib/api/api-connect.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import fetchModule from 'undici/lib/web/fetch/index.js';
import type { Fetch } from '../core/chatApi/fetch.ts';
import { isLoopback } from '../core/connection/validateConnection.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

// undici's main file, which is not loaded here, gives every dispatcher this method; a proxy's tunnel needs it.
Object.assign(Dispatcher.prototype, { connect });

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
export function createTransport(origin: string, env: Surroundings['env']): Transport {
  const dispatcher = isLoopback(new URL(origin).hostname) ? new Agent(noTimeouts) : createProxyAgent(env);
  return {
    fetch: (url, request) => fetchModule.fetch(url, { ...request, dispatcher }),
    close: () => dispatcher.destroy(),
  };
}

function createProxyAgent(env: Surroundings['env']): InstanceType<typeof EnvHttpProxyAgent> {
  try {
    // Empty, not undefined: that would make undici look into the process by itself.
    return new EnvHttpProxyAgent({
      ...noTimeouts,
      httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
      httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
      noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    });
  } catch {
    // Not its value: a proxy's address may hold a password.
    throw new UsageError('HTTP_PROXY or HTTPS_PROXY is not an address that can be used.');
  }
}
