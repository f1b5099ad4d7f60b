import * as vscode from 'vscode';
import { parseFailureContext } from '../../core/chatTest/failureContext.ts';
import type { RunEvent } from '../../core/chatTest/runChatTests.ts';
import type { PlannedCase } from '../../core/chatTest/runPlan.ts';
import { type ShownEvent, type ShownState, toShownEvents } from '../../core/chatTest/shownRun.ts';
import { createPacedQueue } from '../../core/common/pacedQueue.ts';
import { toTestOutput } from '../../core/chatTest/testText.ts';
import { toTestMessages } from './testMessages.ts';

export interface RunFold {
  /** `resultId` of a case that is over, when it is kept. */
  add(event: RunEvent, resultId?: string): void;
  /** Resolves when the run has been told everything. */
  drain(): Promise<void>;
}

interface ToTell {
  readonly event: ShownEvent;
  readonly resultId: string | undefined;
}

/**
 * Tells a run of the Test Explorer what happens, some of it at a time: each call of the editor is a message to another
 * process, and a run at full speed would send thousands of them.
 */
export function createRunFold(
  run: vscode.TestRun,
  itemOf: (planned: PlannedCase) => vscode.TestItem | undefined,
): RunFold {
  const outputs = new Map<vscode.TestItem, string[]>();
  const writeOutput = (item: vscode.TestItem) => {
    const lines = outputs.get(item);
    if (lines === undefined) return;
    outputs.delete(item);
    run.appendOutput(toTestOutput(lines), undefined, item);
  };
  const tell = ({ event, resultId }: ToTell) => {
    const item = itemOf(event.kind === 'finished' ? event.result.planned : event.planned);
    if (item === undefined) return;
    if (event.kind === 'started') run.started(item);
    else if (event.kind === 'output') {
      const lines = outputs.get(item);
      if (lines === undefined) outputs.set(item, [...event.lines]);
      else lines.push(...event.lines);
    } else {
      writeOutput(item);
      finish(run, item, event, resultId);
    }
  };
  const queue = createPacedQueue<ToTell>((events, isTimeUp) => {
    let done = 0;
    for (const event of events) {
      tell(event);
      done++;
      if (isTimeUp()) break;
    }
    for (const item of outputs.keys()) writeOutput(item);
    return done;
  });
  return {
    add: (event, resultId) => queue.add(...toShownEvents(event).map((shown) => ({ event: shown, resultId }))),
    drain: () => queue.drain(),
  };
}

function finish(
  run: vscode.TestRun,
  item: vscode.TestItem,
  { state, messages, durationMs, result }: Extract<ShownEvent, { kind: 'finished' }>,
  resultId: string | undefined,
): void {
  const { uri } = item;
  const { lines } = result.planned.loaded;
  const shown = uri === undefined ? [] : toTestMessages(uri, lines, messages, resultId);
  setState(run, item, { state, messages: shown, durationMs });
}

/**
 * The tests whose failure has a reply to accept, with the names of their files: menus ask for them by `in`. Of a file its
 * name alone is the same in a window that is connected to another machine.
 */
const acceptable = new Map<string, string>();
let telling: NodeJS.Timeout | undefined;

function noteAcceptable({ id, uri }: vscode.TestItem, canAccept: boolean): void {
  if (canAccept === acceptable.has(id)) return;
  if (canAccept) acceptable.set(id, uri?.path.split('/').pop() ?? '');
  else acceptable.delete(id);
  // A run of thousands tells it once.
  telling ??= setTimeout(() => {
    telling = undefined;
    const named = [...acceptable].flat();
    void vscode.commands.executeCommand('setContext', 'polyai.acceptable', named);
  }, 100);
}

/** The last word on a case. */
export function setState(
  run: vscode.TestRun,
  item: vscode.TestItem,
  {
    state,
    messages,
    durationMs,
  }: {
    readonly state: ShownState;
    readonly messages: vscode.TestMessage[];
    readonly durationMs: number;
  },
): void {
  const isRed = state === 'failed' || state === 'errored';
  const canAccept = ({ contextValue }: vscode.TestMessage) => parseFailureContext(contextValue)?.canAccept;
  noteAcceptable(item, isRed && messages.some(canAccept));
  if (state === 'passed') run.passed(item, durationMs);
  else if (state === 'skipped') run.skipped(item);
  else if (state === 'errored') run.errored(item, messages, durationMs);
  else run.failed(item, messages, durationMs);
}
