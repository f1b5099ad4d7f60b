import type { ChatReport } from './chatReport.ts';
import type { ChatSession } from './chatSession.ts';
import type { ScriptStep } from './chatScript.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exitCodes.ts';
import type { Leave } from './leaveConversation.ts';

export interface ScriptRun {
  readonly session: ChatSession;
  readonly report: ChatReport;
  readonly leave: Leave;
  readonly signal: AbortSignal;
}

/**
 * Takes one step after the other. A message is sent only when the one before it was answered: the first failure
 * ends the run. What stands behind the end of a conversation is not sent, up to the next `/restart`.
 */
export async function runScript(
  steps: readonly ScriptStep[],
  { session, report, leave, signal }: ScriptRun,
): Promise<ExitCode> {
  let notSent = 0;
  let isComplete = true;
  /** `/close` came: what stands behind it is for the next conversation, also when it could not be closed. */
  let isLeft = false;
  const tellNotSent = () => {
    if (notSent === 0) return;
    report({ kind: 'notSent', count: notSent });
    notSent = 0;
    isComplete = false;
  };

  let why: Parameters<Leave>[0] = 'end';
  let result = await session.begin(signal);
  /* oxlint-disable no-await-in-loop -- a conversation has an order */
  for (const [index, step] of steps.entries()) {
    if (result.kind === 'failed') {
      notSent = steps.slice(index).filter(isSaid).length;
      break;
    }
    if (step.kind === 'exit') {
      why = 'asked';
      break;
    }
    if (step.kind === 'restart') {
      tellNotSent();
      await leave('asked', signal);
      isLeft = false;
      result = await session.begin(signal);
    } else if (step.kind === 'close') {
      await leave('close', signal);
      isLeft = true;
    } else if (session.isOpen && !isLeft) {
      result = await session.say(step.kind === 'message' ? step.text : undefined, signal);
      if (result.kind === 'over') isComplete = false;
    } else {
      notSent++;
    }
  }
  /* oxlint-enable no-await-in-loop */
  tellNotSent();
  await leave(why, signal);

  if (result.kind === 'failed') return exitCodeOf(result.error);
  if (!isComplete) return exitCodes.incomplete;
  return session.isUnclosed ? exitCodes.callFailed : exitCodes.ok;
}

function isSaid({ kind }: ScriptStep): boolean {
  return kind === 'message' || kind === 'delayed';
}
