import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type ChatOperation,
  type ChatOperations,
  chatOperations,
  operationMethods,
  type OperationResult,
} from './chatOperations.ts';
import { type AcceptedCredentials, credentialProblem } from './credentialCheck.ts';
import type { FaultName } from './faults.ts';
import { performFault } from './performFault.ts';
import { readBody } from './readBody.ts';
import type { AnsweredRequest, FaultOptions, RecordedRequest } from './standInRequest.ts';
import { type ErrorBodyForm, toErrorBody, type WireError, wireErrors } from './wireError.ts';

export interface RequestAnswererOptions {
  readonly operations: ChatOperations;
  readonly credentials: AcceptedCredentials;
  readonly accountId: string | undefined;
  readonly projectId: string | undefined;
  readonly errorBody: ErrorBodyForm;
  readonly redirectTo: string;
  readonly now: () => number;
  readonly record: ((request: RecordedRequest) => void) | undefined;
  readonly report: (request: AnsweredRequest) => void;
}

/** A path of the API, taken apart and decoded. */
interface ChatPath {
  readonly accountId: string;
  readonly projectId: string;
  readonly operation: ChatOperation;
}

/** What one request has told so far; reported when it is over. */
interface RequestTrace {
  operation: ChatOperation | undefined;
  conversationId: string | undefined;
  fault: FaultName | undefined;
}

/** From a request to its answer: every check the API makes, in its order. */
export class RequestAnswerer {
  readonly #options: RequestAnswererOptions;
  #hosts: readonly string[] = [];
  #openRequests = 0;
  #fault: { name: FaultName; operation: ChatOperation | undefined; left: number } | undefined;

  constructor(options: RequestAnswererOptions) {
    this.#options = options;
  }

  /** Only these names reach the server: a web page whose own name was made to point here does not. */
  acceptHosts(port: number): void {
    this.#hosts = ['127.0.0.1', 'localhost'].flatMap((name) =>
      port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
    );
  }

  /** How many requests have come and are not over: neither answered whole nor given up by their client. */
  get openRequests(): number {
    return this.#openRequests;
  }

  setFault(name: FaultName | undefined, { operation, times = Infinity }: FaultOptions = {}): void {
    this.#fault = name === undefined ? undefined : { name, operation, left: times };
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = this.#options.now();
    const correlationId = readCorrelationId(request);
    const trace: RequestTrace = { operation: undefined, conversationId: undefined, fault: undefined };
    response.setHeader('X-PolyAI-Correlation-Id', correlationId);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    this.#openRequests += 1;
    response.once('close', () => {
      this.#openRequests -= 1;
      this.#options.report({
        startedAt: new Date(startedMs).toISOString(),
        method: request.method ?? '',
        path: pathOf(request),
        status: response.headersSent ? response.statusCode : undefined,
        latencyMs: this.#options.now() - startedMs,
        correlationId,
        ...trace,
      });
    });
    try {
      await this.#answer(request, response, correlationId, trace);
    } catch {
      // The client went away, in the middle of its body or while a delayed reply was on its way.
      response.destroy();
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
    trace: RequestTrace,
  ): Promise<void> {
    const body = await readBody(request);
    this.#options.record?.({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: { ...request.headers },
      body: body ?? '',
    });

    const path = parsePath(pathOf(request));
    trace.operation = path?.operation;
    const error = this.#problem(request, path, body);
    const result: OperationResult =
      error !== undefined || path === undefined
        ? { kind: 'error', error: error ?? wireErrors.notFound }
        : this.#run(path, body ?? '');

    trace.fault = this.#takeFault(path?.operation) ?? (result.kind === 'answer' ? result.fault : undefined);
    if (trace.fault !== undefined) {
      const { redirectTo } = this.#options;
      const wanted = JSON.stringify(result.kind === 'answer' ? result.body : { response: '' });
      performFault(trace.fault, { response, correlationId, redirectTo, body: wanted });
      return;
    }
    if (result.kind === 'error') {
      this.#refuse(response, result.error, correlationId, path);
      return;
    }
    trace.conversationId = result.conversationId;
    if (result.delayMs > 0) await waitWhileOpen(response, result.delayMs);
    send(response, 200, JSON.stringify(result.body));
  }

  #problem(
    request: IncomingMessage,
    path: ChatPath | undefined,
    body: string | undefined,
  ): WireError | undefined {
    if (!this.#hosts.includes(request.headers.host?.toLowerCase() ?? '')) return wireErrors.misdirected;
    if (request.headers.origin !== undefined) return wireErrors.browserForbidden;
    if (path === undefined) return wireErrors.notFound;
    if (request.method !== operationMethods[path.operation]) return wireErrors.methodNotAllowed;
    const refused = credentialProblem(request.headers, this.#options.credentials);
    if (refused !== undefined) return refused;
    const { accountId, projectId } = this.#options;
    if (accountId !== undefined && path.accountId !== accountId) return wireErrors.accountNotFound;
    if (projectId !== undefined && path.projectId !== projectId) return wireErrors.projectNotFound;
    if (body === undefined) return wireErrors.bodyTooLarge;
    if (body !== '' && !isJson(request.headers['content-type'])) return wireErrors.wrongMediaType;
    return undefined;
  }

  #run(path: ChatPath, text: string): OperationResult {
    let body: unknown;
    try {
      body = text.trim() === '' ? {} : JSON.parse(text);
    } catch {
      return { kind: 'error', error: wireErrors.invalidJson };
    }
    return this.#options.operations.run(path.operation, `${path.accountId}/${path.projectId}`, body);
  }

  #takeFault(operation: ChatOperation | undefined): FaultName | undefined {
    const fault = this.#fault;
    if (fault === undefined || fault.left < 1) return undefined;
    if (fault.operation !== undefined && fault.operation !== operation) return undefined;
    fault.left -= 1;
    return fault.name;
  }

  #refuse(
    response: ServerResponse,
    error: WireError,
    correlationId: string,
    path: ChatPath | undefined,
  ): void {
    if (error.status === 405 && path !== undefined) {
      response.setHeader('Allow', operationMethods[path.operation]);
    }
    if (error.status === 413) response.setHeader('Connection', 'close');
    send(response, error.status, toErrorBody(error, correlationId, this.#options.errorBody));
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Rejects when the client goes away first, so that nothing is left waiting. */
async function waitWhileOpen(response: ServerResponse, delayMs: number): Promise<void> {
  const gone = new AbortController();
  const onClose = () => gone.abort();
  response.once('close', onClose);
  await wait(delayMs, undefined, { signal: gone.signal });
  response.off('close', onClose);
}

/** The client's own id comes back, as it does from the real servers, when it is safe in a header. */
function readCorrelationId(request: IncomingMessage): string {
  const given = request.headers['x-polyai-correlation-id'];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

/** `/v1/{account}/{project}/chat/{operation}`; ids are opaque and may hold encoded characters. */
function parsePath(path: string): ChatPath | undefined {
  const [, accountText, projectText, name] = /^\/v1\/([^/]+)\/([^/]+)\/chat\/(\w+)$/.exec(path) ?? [];
  const operation = chatOperations.find((candidate) => candidate === name);
  if (accountText === undefined || projectText === undefined || operation === undefined) return undefined;
  try {
    return {
      accountId: decodeURIComponent(accountText),
      projectId: decodeURIComponent(projectText),
      operation,
    };
  } catch {
    return undefined;
  }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '');
}
