import type { DoctorProxy } from './doctor.ts';
import { isLoopback } from './validateConnection.ts';

/** What the editor and the environment say about proxies, as they say it. */
export interface ProxySettings {
  /** The setting `http.proxy`; it wins over the environment. */
  readonly proxy?: string | undefined;
  /** The setting `http.noProxy`. */
  readonly noProxy?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The proxy that a call to this origin goes through, as far as settings tell; undefined when there is none, and when
 * it cannot be read. Its user name and password are left behind here. This machine is never asked of a proxy.
 */
export function findProxy(origin: string, settings: ProxySettings): DoctorProxy | undefined {
  const url = new URL(origin);
  if (isLoopback(url.hostname)) return undefined;
  const { proxy, noProxy = [], environment } = settings;
  const read = (name: string) => environment[name.toLowerCase()] ?? environment[name];
  const exempt = [...noProxy, ...(read('NO_PROXY') ?? '').split(/[\s,]+/)];
  if (exempt.some((pattern) => covers(pattern, url))) return undefined;
  const fromEnvironment = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? read('ALL_PROXY');
  return parseProxy(proxy?.trim() ? proxy : (fromEnvironment ?? ''));
}

function parseProxy(text: string): DoctorProxy | undefined {
  const trimmed = text.trim();
  const full = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (trimmed === '' || !URL.canParse(full)) return undefined;
  const { hostname, port, protocol } = new URL(full);
  if (hostname === '') return undefined;
  const usual = protocol === 'https:' ? 443 : protocol.startsWith('socks') ? 1080 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) };
}

/** `example.com`, `.example.com` and `*.example.com` all cover the name and what is below it; `*` covers all. */
function covers(pattern: string, { hostname, port }: URL): boolean {
  const [, name = '', onlyPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(pattern.trim().toLowerCase()) ?? [];
  if (pattern.trim() === '*') return true;
  if (name === '' || (onlyPort !== undefined && onlyPort !== (port || '443'))) return false;
  return hostname === name || hostname.endsWith(`.${name}`);
}
