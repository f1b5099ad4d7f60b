import * as vscode from 'vscode';
import { ask } from './ask.ts';
import { createPickList, createTextBox, hideIn } from './quickInput.ts';
import type { StepPosition } from '../../core/common/runSteps.ts';

/** `back` carries what the box held. */
export type Answer<T> =
  | { readonly kind: 'next'; readonly value: T }
  | { readonly kind: 'back'; readonly typed: string }
  | { readonly kind: 'cancelled' };

export interface TextQuestion {
  readonly title: string;
  readonly prompt?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly value?: string | undefined;
  /** A secret: shown as dots, and not handed to `back`. */
  readonly password?: boolean | undefined;
  /** Whether the text is shown as dots, as a secret is, for as long as it reads like this. */
  hides?(text: string): boolean | Promise<boolean>;
  /** Why the text is not accepted, as a sentence. */
  validate(text: string): string | undefined;
  /** While typing: what to say below the box, and what to show in it instead. */
  onChange?(text: string, before: string): ChangeReaction;
}

export interface ChangeReaction {
  readonly message?: string | vscode.InputBoxValidationMessage | undefined;
  readonly replaceWith?: string | undefined;
}

/** Asks for one text. The box stays open while the person looks the value up in another window. */
export function askText(question: TextQuestion, position?: StepPosition): Promise<Answer<string>> {
  const box = createTextBox();
  place(box, question.title, position);
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.value = question.value ?? '';
  box.password = question.password ?? false;
  let before = box.value;

  const react = (text: string) => {
    const reaction = question.onChange?.(text, before);
    before = text;
    box.validationMessage = reaction?.message;
    if (reaction?.replaceWith !== undefined) {
      before = reaction.replaceWith;
      box.value = reaction.replaceWith;
    }
  };
  if (box.value !== '') react(box.value);

  return answered(box, (finish) => {
    box.onDidChangeValue((text) => {
      // Our own replacement comes back as a change: what is said about it stands.
      if (text !== before) react(text);
    });
    if (question.hides) hideIn(box, (text) => question.hides?.(text) ?? false);
    box.onDidAccept(() => {
      const problem = question.validate(box.value);
      if (problem === undefined) finish({ kind: 'next', value: box.value });
      else box.validationMessage = { message: problem, severity: vscode.InputBoxValidationSeverity.Error };
    });
    box.onDidTriggerButton((button) => {
      if (button !== vscode.QuickInputButtons.Back) return;
      finish({ kind: 'back', typed: question.password ? '' : box.value });
    });
  });
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value?: T | undefined;
}

export interface ChoiceQuestion<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  /** The choice that Enter takes at once; the first one when there is none. */
  readonly active?: T | undefined;
  /** Enter alone takes none: the choice must be made by hand. */
  readonly isNoneActive?: boolean | undefined;
  readonly matchOnDescription?: boolean | undefined;
}

/** Asks for one of several. */
export function askChoice<T>(question: ChoiceQuestion<T>, position?: StepPosition): Promise<Answer<T>> {
  const active = question.choices.find(({ value }) => value !== undefined && value === question.active);
  const pick = createPickList(question.choices, active);
  if (question.isNoneActive === true) pick.activeItems = [];
  place(pick, question.title, position);
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = question.matchOnDescription ?? true;
  return answered(pick, (finish) => {
    pick.onDidAccept(() => {
      const value = pick.selectedItems[0]?.value;
      if (value !== undefined) finish({ kind: 'next', value });
    });
    pick.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) finish({ kind: 'back', typed: '' });
    });
  });
}

export interface ManyQuestion<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  readonly ticked: readonly T[];
  /** Why these are not accepted, as a sentence. */
  validate(values: readonly T[]): string | undefined;
}

/** Asks for any of several. */
export function askMany<T>(
  question: ManyQuestion<T>,
  position?: StepPosition,
): Promise<Answer<readonly T[]>> {
  const pick = createPickList(question.choices, undefined);
  pick.canSelectMany = true;
  pick.selectedItems = pick.items.filter(
    ({ value }) => value !== undefined && question.ticked.includes(value),
  );
  place(pick, question.title, position);
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = true;
  return answered(pick, (finish) => {
    pick.onDidAccept(() => {
      const values = pick.selectedItems.flatMap(({ value }) => value ?? []) as T[];
      const problem = question.validate(values);
      if (problem === undefined) finish({ kind: 'next', value: values });
      else pick.placeholder = problem;
    });
  });
}

interface Box extends vscode.QuickInput {
  buttons: readonly vscode.QuickInputButton[];
}

function place(box: Box, title: string, position: StepPosition | undefined): void {
  box.title = title;
  box.ignoreFocusOut = true;
  if (position === undefined || position.totalSteps < 2) return;
  box.step = position.step;
  box.totalSteps = position.totalSteps;
  box.buttons = position.canGoBack ? [vscode.QuickInputButtons.Back] : [];
}

async function answered<T>(
  box: vscode.QuickInput,
  listen: (finish: (answer: Answer<T>) => void) => void,
): Promise<Answer<T>> {
  return (await ask(box, listen)) ?? { kind: 'cancelled' };
}
