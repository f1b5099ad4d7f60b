import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import type { FormState } from './formState.ts';

/** A problem shows once its field was left, or Create was refused, and not while the person is still typing. */
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
