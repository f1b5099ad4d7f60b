import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import type { FormState } from './formState.ts';

/** Nobody is told off while still typing: a problem shows once its place was left, or Create was refused. */
export function shownProblems(
  state: Pick<FormState, 'refused' | 'leftRows' | 'leftText'>,
  problems: readonly NewChatProblem[],
): readonly NewChatProblem[] {
  if (state.refused) return problems;
  return problems.filter(({ field, row }) => {
    if (field === 'connection') return false;
    return row === undefined ? state.leftText : state.leftRows.includes(row);
  });
}

/** The control to go to for a problem. */
export function controlOf(problem: NewChatProblem): string {
  if (problem.field === 'connection') return 'connection';
  return problem.row === undefined ? 'attributes-text' : `attribute-${problem.part ?? 'key'}-${problem.row}`;
}
