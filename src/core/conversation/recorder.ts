import type { ChatTarget } from '../chatApi/chatClient.ts';
import { bestEffort } from '../common/bestEffort.ts';
import type { Conversation, Turn } from './conversation.ts';
import type { ConversationRecord } from './conversationRecord.ts';
import { mergeConversation } from './mergeConversation.ts';
import { isUnrecorded, toRecordedHead, toRecordedTurn, withoutSecrets } from './recordedPart.ts';

/** Keeps the conversations in use as they are on the screen, and brings what may be recorded to the record. */
export interface Recorder {
  /**
   * The turn was begun or settled. It is on the screen at once, with secrets masked; resolves when it is in the record,
   * or was refused and stays in memory until the record takes it.
   */
  record(conversation: Conversation, turnId: string, target: ChatTarget): Promise<Conversation>;
  /** As it was shown last; what other windows have recorded comes with the next change. */
  shown(id: string): Conversation | undefined;
  /** Up to date with what other windows have recorded; undefined when it is deleted. */
  get(id: string): Conversation | undefined;
  /** Tries at once what waits or was waiting. */
  saveNow(): void;
}

export interface RecorderOptions {
  readonly record: ConversationRecord;
  /** The record refused: told once, until it takes something again. The conversation goes on. */
  readonly onRecordError: (error: unknown) => void;
}

/** One conversation in use. */
interface Live {
  shown: Conversation;
  /** As the record stood when it was last looked at; undefined when it has never held the conversation. */
  revision: number | undefined;
  generation: number;
  /** The record had held it and did not any more: it is not lost with a damaged file. */
  isDeleted?: boolean;
  /** A damaged file was replaced since the record was last read, and may have taken turns along. */
  isReplaced?: boolean;
  /** The ids of the turns that the record does not hold as they are shown. */
  readonly unsaved: Set<string>;
  /** On their way into the record, as they are shown. */
  readonly saving: Set<Turn>;
  /** Of the turns whose calls this process is making. */
  readonly running: Set<string>;
}

/** So many conversations that are whole in the record stay in memory too, so that they need not be read again. */
const kept = 100;

/** How long a refusal is left alone before the record is asked again. */
const retryMs = 2000;

export function createRecorder({ record, onRecordError }: RecorderOptions): Recorder {
  /** The latest used last. */
  const lives = new Map<string, Live>();
  /** What was refused, and what has to be written into a file that took a damaged one's place. */
  const waiting = new Set<Live>();
  let retryTimer: NodeJS.Timeout | undefined;
  let isRefusing = false;

  function report(error: unknown): void {
    const isFirst = !isRefusing;
    isRefusing = true;
    if (isFirst) bestEffort(() => onRecordError(error));
  }

  function touch(id: string, live: Live): void {
    lives.delete(id);
    lives.set(id, live);
    if (lives.size <= kept) return;
    for (const [other, { shown, unsaved, running }] of lives) {
      if (unsaved.size > 0 || running.size > 0 || other === id || shown.turns.some(isUnrecorded)) continue;
      lives.delete(other);
      if (lives.size <= kept) return;
    }
  }

  /** Looks whether another window has changed it. False when it is gone. */
  function refresh(live: Live): boolean {
    const { id } = live.shown;
    // What is being written says so itself, by the revision that comes of it.
    if (live.saving.size > 0) return true;
    try {
      const revision = record.revision(id);
      const isReplaced = live.generation !== record.generation;
      live.generation = record.generation;
      const wasDeleted = live.isDeleted === true;
      const isLost = isReplaced && !wasDeleted;
      live.isReplaced ||= isReplaced;
      live.isDeleted = revision === undefined && !isLost && live.revision !== undefined;
      if (revision === undefined) {
        if (isLost) saveAnew(live);
        return isLost || live.revision === undefined || live.running.size > 0 || live.unsaved.size > 0;
      }
      const awaitsAnother = live.shown.turns.some(
        ({ id: turn, state }) => state === 'pending' && !live.running.has(turn),
      );
      if (revision !== live.revision || awaitsAnother || wasDeleted) reread(live, live.isReplaced);
    } catch (error) {
      report(error);
    }
    return true;
  }

  /**
   * What the record has lost with a damaged file, or by a purge while the conversation goes on, is written again. What
   * was removed otherwise stays removed: the history was cleared, and the conversation came back from an older export.
   */
  function reread(live: Live, isLost: boolean): void {
    const found = record.read(live.shown.id);
    if (!found) return;
    const { conversation, revision } = found;
    const recorded = new Set(conversation.turns.map(({ id }) => id));
    const isKept = ({ id }: Turn) =>
      isLost || [recorded, live.unsaved, live.running].some((ids) => ids.has(id));
    const { shown } = live;
    live.isReplaced = false;
    const turns = shown.turns.filter(isKept);
    const isWhole = turns.length === shown.turns.length;
    live.revision = revision;
    live.shown = mergeConversation(
      conversation,
      isWhole ? shown : { ...shown, turns, state: conversation.state, handoff: conversation.handoff },
    );
    for (const { id } of turns) if (!recorded.has(id)) live.unsaved.add(id);
    saveSoon(live);
  }

  function saveAnew(live: Live): void {
    live.revision = undefined;
    for (const { id } of live.shown.turns) live.unsaved.add(id);
    saveSoon(live);
  }

  function saveSoon(live: Live): void {
    if (live.unsaved.size === 0) return;
    waiting.add(live);
    retrySoon();
  }

  async function save(live: Live): Promise<void> {
    const { shown, unsaved, saving } = live;
    const turns = unsavedTurns(live).filter((turn) => !saving.has(turn));
    for (const turn of turns) saving.add(turn);
    try {
      const revision = await record.write({ head: toRecordedHead(shown), turns: turns.map(toRecordedTurn) });
      for (const turn of turns) if (turnOf(live, turn.id) === turn) unsaved.delete(turn.id);
      const isExpected = revision === (live.revision ?? 0) + 1;
      live.revision = revision;
      live.generation = record.generation;
      waiting.delete(live);
      isRefusing = false;
      if (!isExpected) await saveWhatIsMissing(live);
    } catch (error) {
      waiting.add(live);
      report(error);
    } finally {
      for (const turn of turns) saving.delete(turn);
    }
  }

  /** Another window has written in between, or the record was begun anew. */
  async function saveWhatIsMissing(live: Live): Promise<void> {
    const before = live.unsaved.size;
    reread(live, true);
    if (live.unsaved.size > before) await save(live);
  }

  function retrySoon(): void {
    if (waiting.size === 0 || retryTimer) return;
    retryTimer = setTimeout(() => {
      retryTimer = undefined;
      void retry();
    }, retryMs);
    retryTimer.unref();
  }

  /** After the first that is refused again, the others are not tried. */
  async function retry(): Promise<void> {
    for (const live of waiting) {
      // oxlint-disable-next-line no-await-in-loop
      await save(live);
      if (waiting.has(live)) break;
    }
    retrySoon();
  }

  return {
    async record(given, turnId, target) {
      lives.get(given.id)?.running.delete(turnId);
      const conversation = withoutSecrets(given, turnId, target);
      const { id } = conversation;
      const live: Live = lives.get(id) ?? {
        shown: conversation,
        revision: undefined,
        generation: record.generation,
        ...nothing(),
      };
      live.shown = conversation;
      live.unsaved.add(turnId);
      if (turnOf(live, turnId)?.state === 'pending') live.running.add(turnId);
      touch(id, live);
      await save(live);
      if (waiting.has(live)) retrySoon();
      else if (waiting.size > 0) void retry();
      return live.shown;
    },
    shown: (id) => lives.get(id)?.shown,
    get(id) {
      const live = lives.get(id);
      if (live) {
        // What was not recorded is still there when the deletion is undone.
        if (!refresh(live)) return undefined;
        touch(id, live);
        return live.shown;
      }
      try {
        const found = record.read(id);
        if (!found) return undefined;
        const { conversation: shown, revision } = found;
        const { generation } = record;
        touch(id, { shown, revision, generation, ...nothing() });
        return shown;
      } catch (error) {
        report(error);
        return undefined;
      }
    },
    saveNow() {
      for (const live of waiting) void save(live);
      try {
        record.flush();
      } catch (error) {
        report(error);
      }
    },
  };
}

function nothing(): Pick<Live, 'unsaved' | 'saving' | 'running'> {
  return { unsaved: new Set(), saving: new Set(), running: new Set() };
}

/** In their order. They are hardly ever more than the last one, so the others are not looked at. */
function unsavedTurns({ shown, unsaved }: Live): Turn[] {
  const found: Turn[] = [];
  for (let at = shown.turns.length - 1; at >= 0 && found.length < unsaved.size; at--) {
    const turn = shown.turns[at];
    if (turn && unsaved.has(turn.id)) found.unshift(turn);
  }
  return found;
}

/** The turns that are asked for are the latest. */
function turnOf({ shown }: Live, id: string): Turn | undefined {
  return shown.turns.findLast((turn) => turn.id === id);
}
