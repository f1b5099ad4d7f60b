import * as l10n from '@vscode/l10n';
import type { ChatErrorOutcome, ChatErrorReason } from './chatError.ts';

/** What a failed call leaves to be explained: a stored TurnError is one, and `toChatFailure` makes one. */
export interface ChatFailure {
  readonly reason: ChatErrorReason;
  readonly outcome: ChatErrorOutcome;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  /** What PolyAI's support asks for; the server may have given none. */
  readonly correlationId?: string | undefined;
  readonly serverMessage?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly detail?: string | undefined;
}

export interface ChatFailureContext {
  /** `uk-1`, or the host of a custom origin. */
  readonly regionLabel: string;
  /** What was tried; create when left out. */
  readonly kind?: 'create' | 'respond' | 'close' | undefined;
  /** The environment that the connector token opens, as the connection labels it. */
  readonly environment?: string | undefined;
  readonly isStandIn?: boolean | undefined;
}

/** What the one button beside an explanation does. */
export type ChatFailureAction =
  | 'editConnection'
  | 'editParameters'
  | 'createAgain'
  | 'tryAgain'
  | 'increaseTimeout'
  | 'openSettings'
  | 'showLog'
  | 'startStandInAgent';

export interface ChatFailureExplanation {
  /** What happened, as one sentence. May quote the server: untrusted, to be shown as text. */
  readonly message: string;
  /** What to do next. After an unknown outcome it first says what may have happened. */
  readonly remedy: string;
  readonly action?: ChatFailureAction | undefined;
}

export function statusOf({ status, code }: ChatFailure): string {
  return status === undefined ? (code ?? l10n.t('no status')) : String(status);
}

export function detailOf({ detail, status }: ChatFailure): string {
  return detail ?? (status === undefined ? l10n.t('no details') : String(status));
}
