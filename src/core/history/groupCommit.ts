import type { ConversationChange } from '../conversation/conversationRecord.ts';

/** Writes the first of the changes in one transaction, as many as there is time for; returns their revisions. */
export type CommitChanges = (
  changes: readonly ConversationChange[],
  isTimeUp: () => boolean,
) => readonly number[];

export interface GroupCommit {
  /** Resolves when the change is on disk; rejects when it was refused. */
  add(change: ConversationChange): Promise<number>;
  /** Commits all that waits before it returns. */
  flush(): void;
}

/** Nothing holds the thread for longer than a key press is noticed. */
const longestMs = 5;

/**
 * Commits together what comes in the same moment: the disk takes as long for one change as for thirty, and nobody is
 * told before his is on it.
 */
export function createGroupCommit(commit: CommitChanges): GroupCommit {
  interface Waiting {
    readonly change: ConversationChange;
    readonly resolve: (revision: number) => void;
    readonly reject: (error: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let timer: NodeJS.Immediate | undefined;

  function commitOnce(group: readonly Waiting[]): void {
    const started = performance.now();
    try {
      const revisions = commit(
        group.map(({ change }) => change),
        () => performance.now() - started > longestMs,
      );
      waiting.splice(0, revisions.length);
      for (const [at, revision] of revisions.entries()) group[at]?.resolve(revision);
    } catch (error) {
      // One of them may be too large for the disk: alone, the others are not refused with it.
      if (group.length > 1) {
        commitOnce(group.slice(0, 1));
        return;
      }
      waiting.shift();
      group[0]?.reject(error);
    }
  }

  function commitSoon(): void {
    timer ??= setImmediate(() => {
      timer = undefined;
      commitOnce([...waiting]);
      if (waiting.length > 0) commitSoon();
    });
  }

  return {
    add: (change) =>
      new Promise((resolve, reject) => {
        waiting.push({ change, resolve, reject });
        commitSoon();
      }),
    flush() {
      if (timer) clearImmediate(timer);
      timer = undefined;
      while (waiting.length > 0) commitOnce([...waiting]);
    },
  };
}
