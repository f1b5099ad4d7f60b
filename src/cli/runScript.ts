import type { ChatSession, Held, Messages } from './chatSession.ts';
import type { ScriptStep } from './chatScript.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exitCodes.ts';
import type { Leave } from './leaveConversation.ts';
import type { ChatReport } from './reports/chatReport.ts';

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
  const parts = toParts(steps);
  let notSent = 0;
  let isComplete = true;
  const tellNotSent = () => {
    if (notSent === 0) return;
    report({ kind: 'notSent', count: notSent });
    notSent = 0;
    isComplete = false;
  };

  let why: Parameters<Leave>[0] = 'end';
  let held: Held | undefined;
  /** `/close` came: what stands behind it is for the next conversation, also when it could not be closed. */
  let isLeft = false;
  /* oxlint-disable no-await-in-loop -- a conversation has an order */
  for (const [index, { said, word }] of parts.entries()) {
    if (isLeft) notSent += said.length;
    else {
      held = await session.begin(said, signal);
      notSent += held.notSent;
      if (held.kind === 'over') isComplete = false;
    }
    if (held?.kind === 'failed') {
      notSent += parts.slice(index + 1).flatMap((part) => part.said).length;
      break;
    }
    if (word === 'exit') {
      why = 'asked';
      break;
    }
    if (word === 'restart') {
      tellNotSent();
      await leave('asked', signal);
    }
    if (word === 'close') await leave('close', signal);
    isLeft = word === 'close';
  }
  /* oxlint-enable no-await-in-loop */
  tellNotSent();
  await leave(why, signal);

  if (held?.kind === 'failed') return exitCodeOf(held.error);
  if (!isComplete) return exitCodes.incomplete;
  return session.isUnclosed ? exitCodes.callFailed : exitCodes.ok;
}

/** What is said one after the other, and the word that comes behind it. */
interface ScriptPart {
  readonly said: Messages;
  readonly word: 'restart' | 'close' | 'exit' | 'end';
}

function toParts(steps: readonly ScriptStep[]): readonly ScriptPart[] {
  const parts: ScriptPart[] = [];
  let said: (string | undefined)[] = [];
  for (const step of steps) {
    if (step.kind === 'message') said.push(step.text);
    else if (step.kind === 'delayed') said.push(undefined);
    else {
      parts.push({ said, word: step.kind });
      said = [];
    }
  }
  return [...parts, { said, word: 'end' }];
}
