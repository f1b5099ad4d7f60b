import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import { createConnectionStore } from '../../../../src/core/connection/connectionStore.ts';
import { openSqliteHistory } from '../../../../src/core/history/sqliteHistory.ts';
import { createDraftStore } from '../../../../src/core/newChat/draftStore.ts';
import { emptyNewChatDraft } from '../../../../src/core/newChat/newChatDraft.ts';
import { parseStoredDraft } from '../../../../src/core/newChat/newChatDraftSchema.ts';
import { createPresetStore } from '../../../../src/core/newChat/presetStore.ts';
import { emptyComposerDraft } from '../../../../src/protocol/conversation.ts';
import { createComposerDrafts } from '../../../../src/panels/conversation/composerDrafts.ts';
import { aConversation, asStored, at, noon } from '../history/fixtures.ts';
import { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from './smallDisk.ts';

/** `FULL_DISK_RUNS=50` for the whole number. */
const runs = Number(process.env['FULL_DISK_RUNS'] ?? 3);

const text = (length: number) => 'abcdefghij'.repeat(Math.ceil(length / 10)).slice(0, length);
const draft = (length: number) => ({ ...emptyNewChatDraft, attributesText: text(length) });
const hotel = (id: string) => ({
  id,
  name: `Grand Hotel ${id} by the sea, with a long name`,
  region: 'uk-1',
  accountId: 'acme-uk-account',
  projectId: 'grand-hotel-project',
  environment: 'sandbox' as const,
});

const conversations = Array.from({ length: runs }, (_, run) =>
  aConversation({ id: `run ${run}`, reply: text((run * 997) % 9000) }),
);

/** One of the things that are kept, opened anew: what fills it, one more change, and what is found of it. */
interface Kept {
  readonly file: string;
  /** In kB, beside what all are tried with. */
  readonly alsoFree?: readonly number[];
  open(directory: string, onNotice: (notice: HumanError) => void): Opened;
}
interface Opened extends Disposable {
  fill(): Promise<unknown>;
  /** Resolves when it was acknowledged. */
  change(run: number): Promise<unknown>;
  /** The same for the same change, undefined for none. */
  found(run: number): unknown;
}

const kept: Readonly<Record<string, Kept>> = {
  connections: {
    file: 'connections.json',
    open(directory, onNotice) {
      const store = createConnectionStore({ directory, onNotice });
      return {
        fill: async () => {
          for (let at = 0; at < 120; at++) {
            // oxlint-disable-next-line no-await-in-loop -- in their order
            await store.add(hotel(`c${at}`));
          }
        },
        change: (run) => (run % 2 === 0 ? store.setActive(`c${run + 1}`) : store.add(hotel(`new${run}`))),
        found: (run) => {
          assert.ok(store.list().length >= 120);
          return run % 2 === 0 ? store.active?.id === `c${run + 1}` || undefined : store.get(`new${run}`);
        },
        [Symbol.dispose]: () => store.dispose(),
      };
    },
  },
  presets: {
    file: 'presets.json',
    open(directory, onNotice) {
      const file = path.join(directory, 'presets.json');
      const store = createPresetStore({ path: file, parseDraft: parseStoredDraft, onNotice });
      return {
        fill: () => store.save('first', draft(9000)),
        change: (run) => store.save(`more ${run}`, draft(1 + ((run * 997) % 9000))),
        found: (run) => {
          assert.deepEqual(store.get('first'), draft(9000));
          return store.get(`more ${run}`);
        },
        [Symbol.dispose]: () => store.dispose(),
      };
    },
  },
  'the draft of the form': {
    file: 'newChat.json',
    open(directory, onNotice) {
      const store = createDraftStore({ path: path.join(directory, 'newChat.json'), onNotice });
      const edited = (length: number) => ({ draft: draft(length), editedAtMs: length });
      const length = (run: number) => 4000 + ((run * 997) % 9000);
      return {
        fill: () => store.write(edited(4000)),
        change: (run) => store.write(edited(length(run + 1))),
        found: (run) =>
          store.read()?.draft.attributesText.length === length(run + 1) ? store.read() : undefined,
        [Symbol.dispose]: () => store.dispose(),
      };
    },
  },
  'drafts of messages': {
    file: 'composer.json',
    open(directory, onNotice) {
      const file = path.join(directory, 'composer.json');
      const store = createComposerDrafts({ path: file, keepsDrafts: () => true, onNotice });
      const typed = (length: number) => ({
        draft: { ...emptyComposerDraft, text: text(length) },
        editedAtMs: length,
        afterTurns: 1,
      });
      return {
        fill: () => store.write('first', typed(6000)),
        change: (run) => store.write(`more ${run}`, typed(1 + ((run * 997) % 9000))),
        found: (run) => {
          assert.deepEqual(store.read('first'), typed(6000));
          return store.read(`more ${run}`);
        },
        [Symbol.dispose]: () => store.dispose(),
      };
    },
  },
  history: {
    file: 'history.db',
    // With 48 there is space for the tables and none for the log's shared memory, with 160 for some conversations.
    alsoFree: [48, 64, 100, 160],
    open(directory, onNotice) {
      const history = aHistory(directory, onNotice);
      return {
        // A new one: that is what a full disk refuses first.
        fill: async () => undefined,
        change: (run) => {
          const { turns, ...head } = conversations[run]!;
          return history.write({ head, turns });
        },
        found: (run) => {
          const stored = history.get(`run ${run}`);
          if (stored) assert.deepEqual(asStored(stored), asStored(conversations[run]));
          return stored;
        },
        [Symbol.dispose]: () => history.dispose(),
      };
    },
  },
  labels: {
    file: 'history.db',
    alsoFree: [48, 64],
    open(directory, onNotice) {
      const history = aHistory(directory, onNotice);
      const note = (run: number) => text(6000 + ((run * 997) % 9000));
      return {
        fill: async () => {
          history.save(aConversation());
          history.label(['a'], { title: 'The first', tags: ['red'] });
        },
        change: async (run) => history.label(['a'], { note: note(run) }),
        found: (run) => {
          const { title, tags, note: stored } = history.summary('a') ?? {};
          assert.deepEqual([title, tags], ['The first', ['red']]);
          if (stored !== undefined) assert.equal(stored, note(run));
          return stored;
        },
        [Symbol.dispose]: () => history.dispose(),
      };
    },
  },
  'results of chat tests': {
    file: 'history.db',
    alsoFree: [48, 64],
    open(directory, onNotice) {
      const history = aHistory(directory, onNotice);
      const tried = new Set<number>();
      const result = (run: number) => ({
        id: `result ${run}`,
        run: { id: 'run', startedAt: at(0), seed: null, commit: null },
        file: 'file:///a.polyai.yaml',
        item: 'a',
        connection: 'Grand Hotel',
        status: 'passed',
        at: at(run),
        conversations: ['a'],
        detail: JSON.stringify(text(1 + ((run * 997) % 9000))),
      });
      return {
        fill: async () => history.save(aConversation()),
        change: (run) => {
          // What was refused comes along with the next one.
          history.testResults.add(tried.has(run) ? { ...result(run), id: `next ${run}` } : result(run));
          tried.add(run);
          return history.testResults.drain();
        },
        found: (run) => {
          assert.ok(history.get('a'));
          const stored = history.testResults.get(`result ${run}`);
          if (stored) assert.deepEqual(stored, result(run));
          return stored;
        },
        [Symbol.dispose]: () => history.dispose(),
      };
    },
  },
};

function aHistory(directory: string, onProblem: (problem: HumanError) => void) {
  return openSqliteHistory({ directory, now: () => noon, isProcessAlive: () => true, onProblem });
}

const skip = (await whyNoSmallDisk()) ?? false;

describe('a disk that is nearly full', () => {
  // Mounted by the first test: where none of this file runs, nothing is left behind.
  let disk: SmallDisk | undefined;
  after(() => disk?.[Symbol.asyncDispose]());
  for (const [what, how] of Object.entries(kept)) {
    for (const free of [4, 8, 12, 16, 32, ...(how.alsoFree ?? [])]) {
      it(
        `with ${free} kB free: no change of ${what} is lost, none damages what was there, ${runs} runs`,
        { skip },
        async (context) => {
          disk ??= mountSmallDisk();
          let refused = 0;
          for (let run = 0; run < runs; run++) {
            // oxlint-disable-next-line no-await-in-loop -- they share the disk
            if (await tryOnce(disk, how, free, run)) refused++;
          }
          context.diagnostic(`${runs - refused} acknowledged and found again, ${refused} refused in words`);
        },
      );
    }
  }
});

/** True when the disk refused. */
async function tryOnce(disk_: SmallDisk, how: Kept, free: number, run: number): Promise<boolean> {
  const { directory } = disk_;
  const file = path.join(directory, how.file);
  const notices: HumanError[] = [];
  const open = () => how.open(directory, (notice) => notices.push(notice));
  await disk_.clear();
  using ours = open();
  await ours.fill();
  disk_.leaveFree(free);
  const isJson = file.endsWith('.json');
  const original = isJson ? readFileSync(file) : undefined;
  let refusal: unknown;
  try {
    await ours.change(run);
  } catch (error) {
    refusal = error;
    assert.ok(error instanceof HumanError, String(error));
    assert.match(error.message, /disk is full/);
    assert.ok(error.remedy);
    if (original) assert.ok(readFileSync(file).equals(original), 'the file is as it was');
  }
  {
    using again = open();
    if (!refusal) assert.ok(again.found(run) !== undefined, 'acknowledged, and gone');
    else if (original) assert.equal(again.found(run), undefined);
  }
  assert.deepEqual(notices, []);
  const expected = isJson ? [how.file, `${how.file}.lock`] : readdirSync(directory);
  assert.deepEqual(readdirSync(directory).toSorted(), expected.toSorted());

  // With space again everything goes on as if nothing had been.
  disk_.leaveFree(300);
  if (refusal) await ours.change(run);
  using later = open();
  assert.ok(later.found(run) !== undefined);
  return refusal !== undefined;
}
