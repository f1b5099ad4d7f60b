import { isLoopback } from '../chatApi/parseOrigin.ts';

/** The proxy that calls go through, as far as it is configured. Never its user name or password. */
export interface ConfiguredProxy {
  readonly host: string;
  readonly port: number;
}

/** What the editor and the environment say about proxies, as they say it. */
export interface ProxySettings {
  /** The setting `http.proxy`; it wins over the environment. */
  readonly proxy?: string | undefined;
  /** The setting `http.noProxy`. */
  readonly noProxy?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Which way a call takes, and where that is written. `from` is a name that can be shown; an address may hold a password. */
export type ProxyReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'proxy'; readonly url: URL; readonly from: string }
  /** A scheme that is not http or https; `scheme` is one of those that are known. */
  | { readonly kind: 'unsupported'; readonly url: URL; readonly scheme: string; readonly from: string }
  | { readonly kind: 'unusable'; readonly from: string };

/** In the order in which they are asked: curl knows the first two, the editor the first and the last. */
const variablesOf: Readonly<Record<string, readonly string[]>> = {
  'https:': ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'],
  'http:': ['HTTP_PROXY', 'ALL_PROXY'],
};

const socksSchemes: readonly string[] = ['socks', 'socks4', 'socks4a', 'socks5', 'socks5h'];

/**
 * The one reader of proxy settings. A proxy without a scheme is an http one, as curl has it; lower case wins. This
 * machine is never asked of a proxy.
 */
export function readProxy(origin: string, settings: ProxySettings): ProxyReading {
  const url = new URL(origin);
  if (isLoopback(url.hostname)) return { kind: 'none' };
  const { proxy, noProxy = [], environment } = settings;
  const read = (name: string) =>
    [environment[name.toLowerCase()], environment[name]].find((value) => value?.trim());
  const exempt = [...noProxy, ...(read('NO_PROXY') ?? '').split(/[\s,]+/)];
  if (exempt.some((pattern) => covers(pattern, url))) return { kind: 'none' };
  if (proxy?.trim()) return parseProxy(proxy, 'http.proxy');
  const from = variablesOf[url.protocol]?.find((name) => read(name) !== undefined);
  return from === undefined ? { kind: 'none' } : parseProxy(read(from) ?? '', from);
}

/** Where the proxy of a call listens; undefined when there is none that can be read. Its credentials are left behind. */
export function findProxy(origin: string, settings: ProxySettings): ConfiguredProxy | undefined {
  const reading = readProxy(origin, settings);
  if (reading.kind === 'none' || reading.kind === 'unusable') return undefined;
  const { hostname, port, protocol } = reading.url;
  const usual = protocol === 'https:' ? 443 : protocol.startsWith('socks') ? 1080 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

function parseProxy(text: string, from: string): ProxyReading {
  const trimmed = text.trim();
  const full = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(full)) return { kind: 'unusable', from };
  const url = new URL(full);
  if (url.hostname === '') return { kind: 'unusable', from };
  const scheme = url.protocol.slice(0, -1);
  if (scheme === 'http' || scheme === 'https') return { kind: 'proxy', url, from };
  return socksSchemes.includes(scheme)
    ? { kind: 'unsupported', url, scheme, from }
    : { kind: 'unusable', from };
}

/** `example.com`, `.example.com` and `*.example.com` all cover the name and what is below it; `*` covers all. */
function covers(pattern: string, { hostname, port }: URL): boolean {
  const [, name = '', onlyPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(pattern.trim().toLowerCase()) ?? [];
  if (pattern.trim() === '*') return true;
  if (name === '' || (onlyPort !== undefined && onlyPort !== (port || '443'))) return false;
  return hostname === name || hostname.endsWith(`.${name}`);
}
