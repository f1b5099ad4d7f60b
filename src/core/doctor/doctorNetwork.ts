import { lookup } from 'node:dns/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** What was found at the other end of a connection. */
export interface DoctorConnection {
  /** For example `TLSv1.3`; undefined without TLS. */
  readonly protocol?: string | undefined;
  /** The issuer of the certificate, as the certificate says itself: untrusted. */
  readonly issuer?: string | undefined;
  /** Why the certificate is not trusted, as a code such as `SELF_SIGNED_CERT_IN_CHAIN`. */
  readonly distrust?: string | undefined;
}

/** The network below HTTP, for the connection doctor. Nothing but handshakes leaves. Rejects with the system's error. */
export interface DoctorNetwork {
  /** The addresses of a host name. */
  lookup(host: string): Promise<readonly string[]>;
  /** Opens a connection and closes it again. */
  connect(host: string, port: number, options: { readonly isTls: boolean }): Promise<DoctorConnection>;
}

/** The network of this machine. `timeoutMs` is for each connection. */
export function createDoctorNetwork(timeoutMs = 10_000): DoctorNetwork {
  return {
    lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    connect: (host, port, { isTls }) => {
      if (!isTls) return opened(connectTcp({ host, port }), 'connect', timeoutMs, () => ({}));
      const socket = connectTls({
        host,
        port,
        // A number is no name that a certificate could be asked for.
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        // A certificate that is not trusted is a finding. Nothing is sent over this connection.
        rejectUnauthorized: false,
      });
      return opened(socket, 'secureConnect', timeoutMs, describeTls);
    },
  };
}

function describeTls(socket: TLSSocket): DoctorConnection {
  const { issuer } = socket.getPeerCertificate();
  const names = [issuer?.O, issuer?.CN].flat();
  return {
    protocol: socket.getProtocol() ?? undefined,
    issuer: names.find((name) => name !== undefined && name !== ''),
    distrust: socket.authorized ? undefined : codeOf(socket.authorizationError),
  };
}

/** Node gives the code itself, or an error that has one. */
function codeOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNTRUSTED';
}

function opened<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
  describe: (socket: S) => DoctorConnection,
): Promise<DoctorConnection> {
  return new Promise<DoctorConnection>((resolve, reject) => {
    socket.once(event, () => resolve(describe(socket)));
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.setTimeout(timeoutMs, () => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
  }).finally(() => socket.destroy());
}
