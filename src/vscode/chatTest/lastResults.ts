import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { createBreather } from '../../core/common/breather.ts';
import { type CaseRecorder, type RecordedCase } from '../../core/chatTest/caseRecorder.ts';
import { toJudgedCase } from '../../core/chatTest/keptCase.ts';
import { toShownMessages, toShownState } from '../../core/chatTest/shownRun.ts';
import type { TextLines } from '../../core/text/textLines.ts';
import { setState } from './runFold.ts';
import { toTestMessages } from './testMessages.ts';
import type { TestTree } from './testTree.ts';

export interface LastResults extends vscode.Disposable {
  /** A file has been read: what its tests said last is shown a moment later, once in a window. */
  offer(uri: vscode.Uri, lines: TextLines): void;
  /** The test is run in this window: what it said before is of no interest any more. */
  forget(item: vscode.TestItem): void;
}

/** Files that are found together are shown together: each time makes an entry in the editor's list of runs. */
const pauseMs = 500;

/** Shows what the tests said last, in whichever window: a red one still says why. The history is what keeps it. */
export function createLastResults(
  controller: vscode.TestController,
  tree: TestTree,
  recorder: () => Promise<CaseRecorder>,
  onError: (error: unknown) => void,
): LastResults {
  // All of them each time: beside its key, the editor shows the messages of the latest run only.
  const offered = new Map<string, { readonly uri: vscode.Uri; readonly lines: TextLines }>();
  const run = new WeakSet<vscode.TestItem>();
  let timer: NodeJS.Timeout | undefined;
  // One after the other: the latest run has to be the one that ends last, with all of them.
  let shown: Promise<void> = Promise.resolve();

  async function show(): Promise<void> {
    const files = [...offered.values()];
    const results = await recorder();
    const breathe = createBreather();
    const found: {
      readonly item: vscode.TestItem;
      readonly recorded: RecordedCase;
      readonly lines: TextLines;
    }[] = [];
    for (const { uri, lines } of files) {
      const file = controller.items.get(uri.toString());
      for (const item of tree.leavesOf(file === undefined ? [] : [file])) {
        const key = tree.keyOf(item);
        const recorded = key === undefined ? undefined : results.latest(uri.toString(), key);
        if (recorded !== undefined) found.push({ item, recorded, lines });
        // oxlint-disable-next-line no-await-in-loop -- thousands of cases must not hold the thread
        await breathe();
      }
    }
    const told = found.filter(({ item }) => !run.has(item));
    if (told.length === 0) return;
    const items = told.map(({ item }) => item);
    // It opens no view and takes no keyboard.
    const request = new vscode.TestRunRequest(items, undefined, undefined, false, true);
    const past = controller.createTestRun(request, l10n.t('Last Results'), false);
    try {
      for (const one of told) {
        if (!run.has(one.item)) tell(past, one.item, one.recorded, one.lines);
        // oxlint-disable-next-line no-await-in-loop -- as above
        await breathe();
      }
    } finally {
      past.end();
    }
  }

  return {
    offer(uri, lines) {
      if (offered.has(uri.toString())) return;
      offered.set(uri.toString(), { uri, lines });
      if (timer !== undefined) return void timer.refresh();
      timer = setTimeout(() => {
        timer = undefined;
        shown = shown.then(show).catch(onError);
      }, pauseMs);
    },
    forget: (item) => void run.add(item),
    dispose: () => clearTimeout(timer),
  };
}

function tell(
  run: vscode.TestRun,
  item: vscode.TestItem,
  { id, kept }: RecordedCase,
  lines: TextLines,
): void {
  const { uri } = item;
  const messages =
    uri === undefined ? [] : toTestMessages(uri, lines, toShownMessages(toJudgedCase(kept, lines)), id);
  const durationMs = kept.conversations.reduce((sum, one) => sum + one.durationMs, 0);
  setState(run, item, { state: toShownState(kept), messages, durationMs });
}
