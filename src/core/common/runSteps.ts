/** Where a question stands in its flow, for the title of its box. */
export interface StepPosition {
  /** From 1. */
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

/** `back` may carry what was typed so far, so that it is still there on return. */
export type StepAnswer<Draft> =
  | { readonly kind: 'next'; readonly draft: Draft }
  | { readonly kind: 'back'; readonly draft: Draft }
  | { readonly kind: 'cancelled' };

export interface Step<Draft> {
  /** Must not depend on this step's own answer, or Back could not return to it. */
  isNeeded(draft: Draft): boolean;
  ask(draft: Draft, position: StepPosition): Promise<StepAnswer<Draft>>;
  /** What the answer was given for; when that has changed, the answer is forgotten. */
  dependsOn?(draft: Draft): unknown;
  /** The draft as if this step had not been answered. */
  forget?(draft: Draft, initial: Draft): Draft;
}

/**
 * Asks the needed steps in order, back and forth, and resolves with the finished draft; undefined when it was
 * cancelled. Which steps are needed may change with every answer; the answer of one that is needed no longer, or that
 * was given for something else, does not count.
 */
export async function runSteps<Draft>(
  steps: readonly Step<Draft>[],
  initial: Draft,
): Promise<Draft | undefined> {
  let draft = initial;
  const answeredFor = new Map<Step<Draft>, string>();
  const purposeOf = (answered: Step<Draft>) => JSON.stringify(answered.dependsOn?.(draft) ?? null);
  let step = steps.find((candidate) => candidate.isNeeded(draft));
  while (step !== undefined) {
    const needed = steps.filter((candidate) => candidate.isNeeded(draft));
    const index = needed.indexOf(step);
    const position = { step: index + 1, totalSteps: needed.length, canGoBack: index > 0 };
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const answer = await step.ask(draft, position);
    if (answer.kind === 'cancelled') return undefined;
    draft = answer.draft;
    if (answer.kind === 'next') answeredFor.set(step, purposeOf(step));
    for (const [answered, purpose] of answeredFor) {
      if (answered.isNeeded(draft) && purposeOf(answered) === purpose) continue;
      draft = answered.forget?.(draft, initial) ?? draft;
      answeredFor.delete(answered);
    }
    const from = steps.indexOf(step);
    step =
      answer.kind === 'next'
        ? steps.slice(from + 1).find((candidate) => candidate.isNeeded(draft))
        : (steps.slice(0, from).findLast((candidate) => candidate.isNeeded(draft)) ?? step);
  }
  return draft;
}

/** The step, asked only when this holds too. */
export function onlyWhen<Draft>(step: Step<Draft>, condition: (draft: Draft) => boolean): Step<Draft> {
  return { ...step, isNeeded: (draft) => condition(draft) && step.isNeeded(draft) };
}
