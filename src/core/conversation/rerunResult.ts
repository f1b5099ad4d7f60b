import { compareConversations } from './compareConversations.ts';
import type { Conversation } from './conversation.ts';
import { judgeFork, type ForkVerdict } from './judgeFork.ts';

/** What became of saying the turns of a conversation again; kept with the new one, so that it need not be compared again. */
export interface RerunResult {
  /** How many of the turns differ, by their very words. */
  readonly differing: number;
  readonly total: number;
  /** Only the turns before this one of the original were said again. */
  readonly fork?: { readonly turnIndex: number; readonly verdict: ForkVerdict } | undefined;
}

/** `forkedAt` is the turn of the original before which it was forked; undefined when all of it was said again. */
export function toRerunResult(
  original: Pick<Conversation, 'turns'>,
  rerun: Pick<Conversation, 'turns'>,
  forkedAt: number | undefined,
): RerunResult {
  const said = forkedAt === undefined ? original.turns : original.turns.slice(0, forkedAt);
  const { turns, differing } = compareConversations({ turns: said }, rerun);
  return {
    differing,
    total: turns.length,
    ...(forkedAt === undefined
      ? {}
      : { fork: { turnIndex: forkedAt, verdict: judgeFork(original, rerun, forkedAt) } }),
  };
}
