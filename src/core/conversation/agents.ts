import type { LiveGuard } from '../connection/liveGuard.ts';
import type { ResolveTarget } from '../connection/resolveTarget.ts';
import type { FindConnectionOf } from './connectionOf.ts';

/** How agents are reached: where, with which secrets, with whose consent, and for how long an answer is waited for. */
export interface Agents {
  /** The connection that a conversation goes on with. */
  readonly connectionOf: FindConnectionOf;
  readonly resolveTarget: ResolveTarget;
  readonly liveGuard: LiveGuard;
  readonly timeoutSeconds: () => number;
}
