import * as l10n from '@vscode/l10n';
import type { TextRange } from '../text/textLines.ts';
import { toIndentedLines, toVisibleLine } from '../text/visibleText.ts';
import type { RunEvent } from './runChatTests.ts';
import type { PlannedCase } from './runPlan.ts';
import type { TestProblem } from './testProblem.ts';
import type { CaseResult, CaseStatus, TurnResult } from './testResult.ts';

/** What a list of tests can say of a case: not sure yet is not passed, and what does not count is skipped. */
export type ShownState = 'passed' | 'failed' | 'errored' | 'skipped';

/** Which check of a run it is about. All count from 0. */
export interface FailurePlace {
  readonly run: number;
  /** Undefined when the run got no answer. */
  readonly turn?: number | undefined;
  readonly failure?: number | undefined;
}

/** Why a case did not pass: one sentence, with what was expected and what came where that is known. */
export interface ShownMessage {
  readonly sentence: string;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** Of the key in the file. */
  readonly range?: TextRange | undefined;
  readonly check?: string | undefined;
  readonly place?: FailurePlace | undefined;
}

/** What the Test Explorer shows of a run. It is told in the editor's words by `vscode/chatTest/runFold.ts`. */
export type ShownEvent =
  | { readonly kind: 'started'; readonly planned: PlannedCase }
  | { readonly kind: 'output'; readonly planned: PlannedCase; readonly lines: readonly string[] }
  | {
      readonly kind: 'finished';
      readonly result: CaseResult;
      readonly state: ShownState;
      readonly messages: readonly ShownMessage[];
      readonly durationMs: number;
    };

/** Folds an event of a run, as every report of the command line folds the same events. */
export function toShownEvents(event: RunEvent): readonly ShownEvent[] {
  switch (event.kind) {
    case 'caseStarted': {
      const { planned } = event;
      const lines = [toVisibleLine(`${planned.testCase.name} · ${planned.connection}`)];
      return [{ kind: 'started', planned }, ...output(planned, lines)];
    }
    case 'turn':
      return output(event.planned, turnLines(event.result));
    case 'conversation': {
      const { problem, isLeftOpen } = event.result;
      return output(event.planned, [
        ...(problem === undefined ? [] : [toVisibleLine(problem)]),
        ...(isLeftOpen ? [l10n.t('This conversation may still be open.')] : []),
      ]);
    }
    case 'caseFinished': {
      const { result } = event;
      const { planned, reason, conversations } = result;
      return [
        // What kept the runs from an answer stands in the output already.
        ...(reason === undefined || conversations.some(({ problem }) => problem === reason)
          ? []
          : output(planned, [toVisibleLine(reason)])),
        {
          kind: 'finished',
          result,
          state: toShownState(result),
          messages: toShownMessages(result),
          durationMs: conversations.reduce((sum, one) => sum + one.durationMs, 0),
        },
      ];
    }
  }
}

export function toShownState({
  status,
  quarantined,
}: {
  readonly status: CaseStatus;
  readonly quarantined: boolean;
}): ShownState {
  if (status === 'passed') return 'passed';
  // In quarantine a case is run and shown, and does not count.
  if (status === 'skipped' || quarantined) return 'skipped';
  return status === 'errored' ? 'errored' : 'failed';
}

/**
 * The sentences of the report: why the case has its verdict, what kept a run from an answer, and every check that did
 * not hold. Repeats that say the same say it once.
 */
export function toShownMessages({ status, reason, conversations }: JudgedCase): readonly ShownMessage[] {
  if (status === 'passed' || status === 'skipped') return [];
  const messages = new Map<string, ShownMessage>();
  const add = (message: ShownMessage) => {
    const { sentence, expected, actual, range } = message;
    const key = JSON.stringify([sentence, expected, actual, range]);
    if (!messages.has(key)) messages.set(key, message);
  };
  if (reason !== undefined) add({ sentence: reason });
  for (const [run, { turns, problem }] of conversations.entries()) {
    if (problem !== undefined) add({ sentence: problem, place: { run } });
    for (const [turn, { failures }] of turns.entries()) {
      for (const [failure, { sentence, expected, actual, check, start, end }] of failures.entries()) {
        add({
          sentence,
          expected,
          actual,
          check,
          range: { start, end },
          place: { run, turn, failure },
        });
      }
    }
  }
  return [...messages.values()];
}

/** A case as far as it is shown: one of this run, or one that was kept. */
export interface JudgedCase {
  readonly status: CaseStatus;
  readonly reason?: string | undefined;
  readonly conversations: readonly {
    readonly problem?: string | undefined;
    readonly turns: readonly { readonly failures: readonly ShownFailure[] }[];
  }[];
}

interface ShownFailure extends TextRange {
  readonly check: string;
  readonly sentence: string;
  /** Absent when what was said is not kept. */
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
}

/** What is wrong with a file, as its tests say it. */
export function toShownProblems(problems: readonly TestProblem[]): readonly ShownMessage[] {
  return problems.map(({ sentence, remedy, start, end }) => ({
    sentence: `${sentence} ${remedy}`,
    range: { start, end },
  }));
}

function output(planned: PlannedCase, lines: readonly string[]): readonly ShownEvent[] {
  return lines.length === 0 ? [] : [{ kind: 'output', planned, lines }];
}

/** A reply of megabytes is read in the conversation, not among the others. */
const longestText = 10_000;

function turnLines({ user, reply, failures, latencyMs }: TurnResult): readonly string[] {
  const labels = { user: l10n.t('You:'), agent: l10n.t('Agent:') };
  const width = Math.max(labels.user.length, labels.agent.length) + 1;
  const said = (label: string, text: string | undefined) =>
    text === undefined ? [] : toIndentedLines(shortened(text), label.padEnd(width));
  return [
    ...said(labels.user, user),
    ...said(labels.agent, reply),
    ...(latencyMs === undefined ? [] : [`${' '.repeat(width)}${l10n.t('{0} ms', latencyMs)}`]),
    ...failures.map(({ sentence }) => `${' '.repeat(width)}✗ ${toVisibleLine(sentence, longestText)}`),
  ];
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
