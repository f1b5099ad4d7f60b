import * as l10n from '@vscode/l10n';
import type { NewChatProblem } from '../../src/core/newChat/parseNewChatDraft.ts';
import { afterPress } from '../common/afterPress.ts';
import { Problem } from '../common/field.tsx';
import type { FormAction } from './formState.ts';

export interface AttributesJsonProps {
  readonly text: string;
  readonly problems: readonly NewChatProblem[];
  readonly dispatch: (action: FormAction) => void;
}

/** The attributes as text, with line numbers: a problem names its line. */
export function AttributesJson({ text, problems, dispatch }: AttributesJsonProps) {
  const problem = problems[0];
  const lines = text.split('\n');
  const wrong = new Set(problems.map(({ line }) => line));
  return (
    <div class="attribute-json">
      <div class="code-field">
        <ol class="line-numbers" aria-hidden="true">
          {lines.map((_, index) => (
            <li key={index} class={wrong.has(index + 1) ? 'wrong' : undefined}>
              {index + 1}
            </li>
          ))}
        </ol>
        <textarea
          id="attributes-text"
          class="code"
          wrap="off"
          aria-label={l10n.t('Attributes as JSON')}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? 'attributes-text-problem' : undefined}
          placeholder={'{ "customer_id": "12345" }'}
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={(event) =>
            dispatch({ type: 'edit', change: { attributesText: event.currentTarget.value } })
          }
          onBlur={() => afterPress(() => dispatch({ type: 'leaveText' }))}
        />
      </div>
      <Problem id="attributes-text-problem" message={problem?.message} />
    </div>
  );
}
