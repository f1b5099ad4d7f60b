import * as l10n from '@vscode/l10n';
import { cleanSecret, validateSecret } from '../../core/connection/credentials.ts';
import {
  accountIdOf,
  projectIdOf,
  regionOf,
  type ConnectionDraft,
} from '../../core/paste/connectionDraft.ts';
import { askText } from '../asking/questions.ts';
import type { Step } from '../../core/common/runSteps.ts';

export interface SecretQuestion {
  readonly title: string;
  /** There is a saved one, which typing nothing keeps. */
  readonly isSaved: boolean;
  prompt(draft: ConnectionDraft): string;
  /** A problem with what was pasted, before it is cleaned. */
  validate(text: string, draft: ConnectionDraft): string | undefined;
}

/** Asks for one secret as dots, and takes it cleaned. One that is there already is kept when nothing is typed. */
export function secretStep(field: 'apiKey' | 'token', question: SecretQuestion): Step<ConnectionDraft> {
  return {
    isNeeded: (draft) => draft.pasted?.[field] === undefined,
    // A secret is for one agent at one address, and a token for one environment.
    dependsOn: (draft) => [
      regionOf(draft),
      accountIdOf(draft),
      projectIdOf(draft),
      field === 'token' ? draft.environment : undefined,
    ],
    forget: (draft, initial) => ({ ...draft, [field]: initial[field] }),
    ask: async (draft, position) => {
      const isKept = question.isSaved || draft[field] !== '';
      const answer = await askText(
        {
          title: question.title,
          prompt: question.prompt(draft),
          placeholder: isKept ? l10n.t('Kept. Type to replace it.') : undefined,
          password: true,
          validate: (text) =>
            text.trim() === '' && isKept
              ? undefined
              : (question.validate(text, draft) ?? validateSecret(cleanSecret(text))),
        },
        position,
      );
      if (answer.kind === 'cancelled') return answer;
      if (answer.kind === 'back' || answer.value.trim() === '') return { kind: answer.kind, draft };
      return { kind: 'next', draft: { ...draft, [field]: cleanSecret(answer.value) } };
    },
  };
}
