import type * as vscode from 'vscode';
import { Emitter } from '../../core/common/event.ts';
import type { HandedKeyboard, QuestionOpen } from '../../protocol/channel.ts';

/*
 * The one host of questions. The editor moves the keyboard late: a palette that closes hands it to the webview behind it
 * although a box has opened meanwhile. A webview of ours that is handed the keyboard like that says so, and the question
 * takes it back (`webview/webviewHost.ts`).
 */

/** A box or a list, as the editor makes them. */
interface Box extends vscode.QuickInput {
  value?: string;
  valueSelection?: readonly [number, number] | undefined;
  items?: readonly vscode.QuickPickItem[];
  activeItems?: readonly vscode.QuickPickItem[];
  selectedItems?: readonly vscode.QuickPickItem[];
}

interface Question {
  comeBack(): void;
}

/** The latest last. */
const questions: Question[] = [];
const changed = new Emitter<void>();

/** Counts how often a box was shown: what is said about an earlier time is no news. */
let timesShown = 0;

/** Fires when a box is shown and when none is open any more; and a moment after it was shown, to be looked at again. */
export const onDidChangeAsking = changed.event;

/** What webviews are told. */
export function toQuestionOpen(): QuestionOpen {
  return { type: 'questionOpen', isOpen: isAsking(), timesShown };
}

/** Whether the person is being asked something: what opens by itself meanwhile leaves them the keyboard. */
export function isAsking(): boolean {
  return questions.length > 0;
}

/** The keyboard has gone elsewhere without a gesture: the latest question takes it back. */
export function takeKeyboardBack(handed: HandedKeyboard): void {
  if (handed.timesShown === timesShown) questions.at(-1)?.comeBack();
}

/** More often it is not tried: whatever wants the keyboard so much has it. */
const mostReturns = 10;
/** After that long the editor has moved the keyboard, and a webview that still has it says so again. */
const settleMs = 150;
/** A list that goes when the keyboard goes elsewhere stays for so long: that was the editor, and not the person. */
const graceMs = 1000;

/** Shows a box or a list until `finish` is called; undefined when the person has left it. */
export function ask<T>(box: Box, listen: (finish: (answer: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve) => {
    let returns = 0;
    let isComingBack = false;
    let shown: Partial<Box> = {};
    const question: Question = {
      comeBack: () => {
        if (isComingBack || returns === mostReturns) return;
        returns += 1;
        isComingBack = true;
        shown = marksOf(box);
        // Nothing but being shown gives a box the keyboard; its text stays.
        box.hide();
      },
    };
    const finish = (answer: T | undefined) => {
      const index = questions.indexOf(question);
      if (index < 0) return;
      questions.splice(index, 1);
      clearTimeout(grace);
      resolve(answer);
      // Disposing hides it, which is no answer any more.
      box.dispose();
      changed.fire();
    };
    const keepsOpen = box.ignoreFocusOut;
    let grace: NodeJS.Timeout | undefined;
    const show = () => {
      timesShown += 1;
      box.ignoreFocusOut = true;
      clearTimeout(grace);
      if (!keepsOpen) grace = setTimeout(() => (box.ignoreFocusOut = false), graceMs);
      box.show();
      changed.fire();
      setTimeout(() => changed.fire(), settleMs);
    };
    box.onDidHide(() => {
      if (!isComingBack) {
        finish(undefined);
        return;
      }
      isComingBack = false;
      // Before it is shown: what is typed into it as soon as it is there would be replaced.
      Object.assign(box, shown);
      show();
    });
    questions.push(question);
    listen(finish);
    show();
  });
}

/** What a box may forget when it is hidden: its text, where one goes on typing, its rows, and their marks. */
function marksOf(box: Box): Partial<Box> {
  const end = box.value?.length ?? 0;
  const text = { value: box.value ?? '', valueSelection: [end, end] as const };
  if (box.activeItems === undefined) return text;
  const { items = [], activeItems, selectedItems = [] } = box;
  const isMany = 'canSelectMany' in box && box.canSelectMany === true;
  const rows = { ...text, items: [...items], activeItems };
  return isMany ? { ...rows, selectedItems } : rows;
}
