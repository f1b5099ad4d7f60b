import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  holdsSecret,
  parsePastedConnection,
  type PastedConnection,
} from '../../core/paste/pastedConnection.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import type { ConnectionDraft } from '../../core/paste/connectionDraft.ts';
import { askText, type ChangeReaction } from '../asking/questions.ts';
import type { Step } from '../../core/common/runSteps.ts';

/** More characters at once than anyone types: the text was pasted. */
const pastedAtOnce = 8;

/**
 * The box that takes whatever the person has, and says at once what it understood. `projectProblems` are sentences
 * about the project of the open folder, which cannot be offered for these reasons.
 */
export function firstBoxStep(title: string, projectProblems: readonly string[] = []): Step<ConnectionDraft> {
  return {
    isNeeded: (draft) => draft.project === undefined,
    ask: async (draft, position) => {
      // A pasted secret is taken out of the box: what stands for it there is the summary.
      let taken = draft.pasted;
      const understand = (text: string): PastedConnection =>
        taken !== undefined && text === taken.shown ? taken : parsePastedConnection(text);

      const react = (text: string, before: string): ChangeReaction => {
        const understood = understand(text);
        const isPasted = insertedLength(text, before) > pastedAtOnce;
        // What may hold a secret does not stay readable in the box, understood or not.
        if (isPasted && understood.shown !== text && understood !== taken) {
          taken = understood;
          return { message: describe(understood), replaceWith: understood.shown };
        }
        // Half of an address is no mistake yet.
        if (understood.kind === 'refused' && !isPasted) return {};
        return { message: describe(understood) };
      };

      const answer = await askText(
        {
          title,
          value: draft.pastedText,
          placeholder: l10n.t('Paste your Agent Studio URL, a cURL command, or type the account id'),
          prompt: [...projectProblems, l10n.t('What you paste stays on this machine.')].join(' '),
          onChange: react,
          // A browser keeps what is readable in a box in its session file, sooner than a slow machine answers a paste:
          // an empty box is closed, and opens with the first letters that are no secret.
          hides: (text) => text === '' || holdsSecret(text),
          validate: (text) => {
            const understood = understand(text);
            if (understood.kind !== 'empty') {
              return understood.kind === 'refused' ? understood.problem : undefined;
            }
            return l10n.t('Paste the address of your agent in Agent Studio, or type its account id.');
          },
        },
        position,
      );
      if (answer.kind === 'cancelled') return answer;
      const pasted = understand(answer.kind === 'next' ? answer.value : answer.typed);
      const pastedText = pasted.shown;
      return { kind: answer.kind, draft: { ...draft, pasted, pastedText } };
    },
  };
}

/** How much of the text is new: a paste over something of the same length is a paste too. */
function insertedLength(text: string, before: string): number {
  const shorter = Math.min(text.length, before.length);
  let start = 0;
  while (start < shorter && text.charAt(start) === before.charAt(start)) start++;
  let end = 0;
  while (end < shorter - start && text.at(-1 - end) === before.at(-1 - end)) end++;
  return text.length - start - end;
}

function describe(understood: PastedConnection): ChangeReaction['message'] {
  const { kind, problem, known, origin } = understood;
  if (kind === 'empty') return undefined;
  if (kind === 'refused') {
    return { message: problem ?? '', severity: vscode.InputBoxValidationSeverity.Error };
  }
  const summary = toPlainLabel(understood.summary);
  if (!known && origin !== undefined) {
    const asked = l10n.t(
      '{0}. {1} is not an address in PolyAI’s documentation: you will be asked before anything is sent.',
      summary,
      toPlainLabel(origin),
    );
    return {
      message: problem === undefined ? asked : `${asked} ${problem}`,
      severity: vscode.InputBoxValidationSeverity.Warning,
    };
  }
  if (problem !== undefined) {
    const message = summary === '' ? problem : `${summary}. ${problem}`;
    return { message, severity: vscode.InputBoxValidationSeverity.Warning };
  }
  return { message: summary, severity: vscode.InputBoxValidationSeverity.Info };
}
