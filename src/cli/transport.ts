import { setFlagsFromString } from 'node:v8';
import connect from 'undici/lib/api/api-connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';
import type { Transport as Send } from '../core/chatApi/fetch.ts';
import { readProxy } from '../core/connection/proxySettings.ts';
import { sendOver } from './sendOver.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

// undici's main file, which is not loaded here, gives every dispatcher this method; a proxy's tunnel needs it.
Object.assign(Dispatcher.prototype, { connect });

export interface Transport {
  readonly send: Send;
  /** Cuts every connection, so that the process can end at once. */
  close(): Promise<void>;
}

/** The total deadline of a call is the client's; only connecting has one of its own (undici's 10 seconds). */
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 };

/** A transport for one origin that honours the proxies of the environment. Throws UsageError for an unusable one. */
export function createTransport(origin: string, env: Surroundings['env']): Transport {
  compileParserOnce();
  const dispatcher = createDispatcher(origin, env);
  return {
    send: sendOver(dispatcher),
    close: () => dispatcher.destroy(),
  };
}

/**
 * undici reads HTTP by WebAssembly. V8 would compile that a second time once it has read a few replies, and takes 20 MB for
 * it, which no call here is the quicker for. It heeds this from the first connection on.
 */
function compileParserOnce(): void {
  setFlagsFromString('--no-wasm-dynamic-tiering');
  setFlagsFromString('--no-wasm-tier-up');
}

function createDispatcher(origin: string, env: Surroundings['env']): Dispatcher {
  const reading = readProxy(origin, { environment: env });
  switch (reading.kind) {
    case 'none':
      return new Agent(noTimeouts);
    case 'proxy':
      return createProxyAgent(reading.url, reading.from);
    case 'unsupported':
      throw new UsageError(
        `${reading.from}: a ${reading.scheme}:// proxy is not supported, so nothing was sent.`,
        'Set an http:// or https:// proxy, or name the host in NO_PROXY.',
      );
    case 'unusable':
      throw unusable(reading.from);
  }
}

function createProxyAgent(url: URL, from: string): Dispatcher {
  try {
    return new ProxyAgent({
      ...noTimeouts,
      uri: url.href,
      clientFactory: (proxy, options) => {
        const client = new Pool(proxy, options);
        const openTunnel = client.connect.bind(client);
        // What goes wrong before the tunnel stands is the proxy's, and nothing of the request has left.
        return Object.assign(client, {
          connect: (options: Parameters<typeof openTunnel>[0]) =>
            openTunnel(options).catch((error: unknown) => {
              throw toProxyFailure(error);
            }),
        });
      },
    });
  } catch {
    // Not its value: a proxy's address may hold a password.
    throw unusable(from);
  }
}

function unusable(from: string): UsageError {
  return new UsageError(`${from} is not an address that can be used.`, 'Write it as http://HOST:PORT.');
}

/** Under a code that tells it from the same failure of the agent. */
function toProxyFailure(error: unknown): Error {
  const { code } = error as { readonly code?: unknown };
  const isCode = typeof code === 'string' && /^[A-Z0-9_]+$/.test(code);
  return Object.assign(new Error('The proxy opened no tunnel.'), {
    code: `PROXY_${isCode ? code : 'FAILED'}`,
  });
}
