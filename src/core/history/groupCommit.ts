import type { ConversationChange } from '../conversation/conversationRecord.ts';

export interface GroupCommitOptions {
  /** Writes the first of the changes in one transaction, as many as there is time for; returns their revisions. */
  readonly commit: (changes: readonly ConversationChange[], isTimeUp: () => boolean) => readonly number[];
  /** Brings what is committed to the disk. */
  readonly syncSoon: () => Promise<void>;
  readonly syncNow: () => void;
}

export interface GroupCommit {
  /** Resolves when the change is on the disk; rejects when it was refused. */
  add(change: ConversationChange): Promise<number>;
  /** Brings all that waits to the disk before it returns. */
  flush(): void;
}

interface Waiting {
  readonly change: ConversationChange;
  readonly resolve: (revision: number) => void;
  readonly reject: (error: unknown) => void;
}

interface Committed extends Pick<Waiting, 'resolve' | 'reject'> {
  readonly revision: number;
}

/** Nothing holds the thread for longer than a key press is noticed. */
const longestMs = 5;

/**
 * The changes of so many conversations share a commit. With more, conversations that go on side by side would wait for
 * each other and then call their agents in the same moment; with fewer, a commit costs more than what is in it.
 */
const mostTogether = 8;

/**
 * Commits together what comes in the same moment: the disk takes as long for one change as for thirty, and none is told
 * before it is there.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { commit, syncSoon, syncNow } = options;
  const waiting: Waiting[] = [];
  let committed: Committed[] = [];
  let timer: NodeJS.Immediate | undefined;
  let isSyncing = false;

  function commitOnce(group: readonly Waiting[]): void {
    const started = performance.now();
    try {
      const revisions = commit(
        group.map(({ change }) => change),
        () => performance.now() - started > longestMs,
      );
      waiting.splice(0, revisions.length);
      for (const [at, revision] of revisions.entries()) {
        const one = group[at];
        if (one) committed.push({ revision, resolve: one.resolve, reject: one.reject });
      }
    } catch (error) {
      // One of them may be too large for the disk: alone, the others are not refused with it.
      if (group.length > 1) return commitOnce(group.slice(0, 1));
      waiting.shift();
      group[0]?.reject(error);
    }
  }

  /** What waits of the conversations that have waited longest; the changes of each stand together, in their order. */
  function takeTogether(most: number): readonly Waiting[] {
    const byConversation = new Map<string, Waiting[]>();
    for (const one of waiting) {
      const { id } = one.change.head;
      const own = byConversation.get(id);
      if (own) own.push(one);
      else byConversation.set(id, [one]);
    }
    const groups = [...byConversation.values()];
    waiting.splice(0, waiting.length, ...groups.flat());
    return groups.slice(0, most).flat();
  }

  function commitSoon(): void {
    timer ??= setImmediate(() => {
      timer = undefined;
      commitOnce(takeTogether(mostTogether));
      if (waiting.length > 0) commitSoon();
      void sync();
    });
  }

  async function sync(): Promise<void> {
    if (isSyncing) return;
    isSyncing = true;
    while (committed.length > 0) {
      const group = takeCommitted();
      // oxlint-disable-next-line no-await-in-loop -- what is committed meanwhile shares the next one
      await syncSoon().then(
        () => settle(group),
        (error: unknown) => refuse(group, error),
      );
    }
    isSyncing = false;
  }

  function takeCommitted(): readonly Committed[] {
    const group = committed;
    committed = [];
    return group;
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
      while (waiting.length > 0) commitOnce(takeTogether(Number.POSITIVE_INFINITY));
      const group = takeCommitted();
      try {
        syncNow();
        settle(group);
      } catch (error) {
        refuse(group, error);
      }
    },
  };
}

function settle(group: readonly Committed[]): void {
  for (const { resolve, revision } of group) resolve(revision);
}

/** It is in the file for all we know; written once more, it changes nothing. */
function refuse(group: readonly Committed[], error: unknown): void {
  for (const { reject } of group) reject(error);
}
