import type { ChatOperation } from './chatOperations.ts';
import type { FaultName } from './faults.ts';

/** A request as it arrived. It holds the secrets that were sent. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What became of a request, without its secrets and texts. */
export interface AnsweredRequest {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly method: string;
  /** Without the query. As the client wrote it: untrusted. */
  readonly path: string;
  readonly operation: ChatOperation | undefined;
  /** Undefined when no status line left. */
  readonly status: number | undefined;
  readonly latencyMs: number;
  readonly conversationId: string | undefined;
  readonly correlationId: string;
  readonly fault: FaultName | undefined;
}

export interface FaultOptions {
  /** Only for this operation; for all when there is none. */
  readonly operation?: ChatOperation | undefined;
  /** For this many requests; for all when there is none. */
  readonly times?: number | undefined;
}
