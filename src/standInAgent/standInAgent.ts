import type { Origin } from '../core/chatApi/region.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Disposable } from '../core/common/disposable.ts';
import { Emitter, type Event } from '../core/common/event.ts';
import { ChatOperations } from './chatOperations.ts';
import type { AcceptedCredentials } from './credentialCheck.ts';
import { demoScriptText } from './demoScript.ts';
import type { FaultName } from './faults.ts';
import { parseStandInScript } from './parseStandInScript.ts';
import { RequestAnswerer } from './requestAnswerer.ts';
import { standInAccountId, standInProjectId } from '../core/chatApi/standInIdentity.ts';
import type { StandInScript } from './standInScript.ts';
import type { AnsweredRequest, FaultOptions, RecordedRequest } from './standInRequest.ts';
import type { ErrorBodyForm } from './wireError.ts';

export interface StandInAgentOptions {
  /** 0, the default, lets the system choose a free one. */
  readonly port?: number | undefined;
  /** The hotel's front desk when there is none. */
  readonly script?: StandInScript | undefined;
  /** Random, and known to this process only, when there is none. */
  readonly apiKey?: string | undefined;
  readonly token?: string | undefined;
  /** Whether any key and token do, as long as neither is empty. */
  readonly acceptAnyCredentials?: boolean | undefined;
  /** When given, other accounts or projects answer 404; otherwise any is accepted. */
  readonly accountId?: string | undefined;
  readonly projectId?: string | undefined;
  /** The form of error bodies: `full`, the default, has the six fields of the newer document. */
  readonly errorBody?: ErrorBodyForm | undefined;
  /** Where the fault `redirect` points. */
  readonly redirectTo?: string | undefined;
  /** Keeps every request, secrets included, in `requests`: for tests only. */
  readonly recordRequests?: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

/** A local server that speaks the Chat API as documented. It listens on 127.0.0.1 only. */
export interface StandInAgent extends Disposable {
  /** For example `http://127.0.0.1:41234`. */
  readonly origin: Origin;
  readonly accountId: string;
  readonly projectId: string;
  readonly apiKey: string;
  readonly token: string;
  /** Empty unless `recordRequests` was set. */
  readonly requests: readonly RecordedRequest[];
  /** Fires when a request is over, however it ended. */
  readonly onDidAnswer: Event<AnsweredRequest>;
  /** Answers in the named wrong way from now on; undefined makes it well again. */
  setFault(fault: FaultName | undefined, options?: FaultOptions): void;
  /** How many requests are neither answered whole nor given up by their client. */
  countOpenRequests(): number;
  /** How many sockets are open; a client may keep some for its next request. */
  countConnections(): Promise<number>;
  /** From now on it alone does not keep its process alive; a call that is under way does. */
  unref(): void;
  /** Stops at once: open sockets are cut and waiting replies dropped. */
  close(): Promise<void>;
}

/** Starts the stand-in agent. Rejects with the system's error when the port cannot be had. */
export async function startStandInAgent(options: StandInAgentOptions = {}): Promise<StandInAgent> {
  const script = options.script ?? (await readDemoScript());
  const now = options.now ?? Date.now;
  const credentials: AcceptedCredentials = {
    apiKey: options.apiKey ?? createSecret(),
    token: options.token ?? createSecret(),
    any: options.acceptAnyCredentials ?? false,
  };
  const requests: RecordedRequest[] = [];
  const answered = new Emitter<AnsweredRequest>();
  const answerer = new RequestAnswerer({
    operations: new ChatOperations({ script, now, createId: () => `CONV-${randomUUID()}` }),
    credentials,
    accountId: options.accountId,
    projectId: options.projectId,
    errorBody: options.errorBody ?? 'full',
    redirectTo: options.redirectTo ?? 'https://elsewhere.invalid',
    now,
    record: options.recordRequests === true ? (request) => requests.push(request) : undefined,
    report: (request) => answered.fire(request),
  });

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void answerer.answer(request, response);
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  answerer.acceptHosts(port);

  const close = async () => {
    answered.dispose();
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    accountId: options.accountId ?? standInAccountId,
    projectId: options.projectId ?? standInProjectId,
    apiKey: credentials.apiKey,
    token: credentials.token,
    requests,
    onDidAnswer: answered.event,
    setFault: (fault, faultOptions) => answerer.setFault(fault, faultOptions),
    countOpenRequests: () => answerer.openRequests,
    countConnections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    unref: () => void server.unref(),
    close,
    dispose: () => void close(),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function createSecret(): string {
  return randomBytes(24).toString('base64url');
}

async function readDemoScript(): Promise<StandInScript> {
  const { script, problems } = await parseStandInScript(demoScriptText);
  if (script === undefined) throw new Error(`The demo script is not valid: ${problems[0]?.message}`);
  return script;
}
