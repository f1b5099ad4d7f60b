import type { Handoff } from '../chatApi/chatClient.ts';
import type { CheckFailure } from './judgeReply.ts';
import type { PlannedCase } from './runPlan.ts';

export type TurnStatus = 'passed' | 'failed' | 'slow' | 'notReached';
export type RunStatus = 'passed' | 'failed' | 'errored';
export type CaseStatus = 'passed' | 'failed' | 'notSure' | 'errored' | 'skipped';

/** One turn of the file in one conversation. */
export interface TurnResult {
  readonly status: TurnStatus;
  /** What was said, with its variables; undefined for the greeting, a delayed reply, and what was not said. */
  readonly user?: string | undefined;
  readonly reply?: string | undefined;
  readonly failures: readonly CheckFailure[];
  readonly latencyMs?: number | undefined;
  readonly ended?: boolean | undefined;
  readonly handoff?: Handoff | undefined;
}

/** One run of a case: one conversation. */
export interface ConversationResult {
  /** Ours; undefined when it was never begun. */
  readonly id: string | undefined;
  /** The server's. */
  readonly conversationId: string | undefined;
  readonly status: RunStatus;
  readonly durationMs: number;
  readonly turns: readonly TurnResult[];
  /** Why it says nothing about the agent's words: the sentence of the failed call. */
  readonly problem?: string | undefined;
  /** It was created, and whether it is closed is not known. */
  readonly isLeftOpen: boolean;
}

export interface CaseResult {
  readonly planned: PlannedCase;
  readonly status: CaseStatus;
  readonly quarantined: boolean;
  readonly reason?: string | undefined;
  /** In the order in which they were started. */
  readonly conversations: readonly ConversationResult[];
}

/** Where and how a case failed first. `run` and `turn` count from 1. */
export interface FirstFailure {
  readonly run: number;
  readonly turn: number;
  readonly failure: CheckFailure;
}

export function firstFailureOf(conversations: readonly ConversationResult[]): FirstFailure | undefined {
  for (const [run, { turns }] of conversations.entries()) {
    for (const [turn, { failures }] of turns.entries()) {
      const [failure] = failures;
      if (failure !== undefined) return { run: run + 1, turn: turn + 1, failure };
    }
  }
  return undefined;
}
