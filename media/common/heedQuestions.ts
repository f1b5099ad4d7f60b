import type { HandedKeyboard, QuestionOpen } from '../../src/protocol/channel.ts';

/** A click may be told after the focus that it brings, and a box that is shown takes the keyboard a moment later. */
const settleMs = 60;

/**
 * While a question of ours is open, what is typed is for its box. The editor may hand the keyboard to this page all the
 * same: then the page takes no key and says that it has the keyboard, so that the box gets it back. A person who clicks into
 * the page means it. Returns what is to be told about questions.
 */
export function heedQuestions(
  window: Window,
  post: (message: HandedKeyboard) => void,
): (question: QuestionOpen) => void {
  let { isOpen, timesShown }: Omit<QuestionOpen, 'type'> = { isOpen: false, timesShown: 0 };
  let isMeant = false;
  const isForBox = () => isOpen && !isMeant;
  const sayIfHere = () => {
    if (isForBox() && window.document.hasFocus()) post({ type: 'handedKeyboard', timesShown });
  };

  const refuse = (event: Event) => {
    if (!isForBox()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  // In this phase before anything else of the page.
  for (const type of ['keydown', 'keypress', 'keyup', 'beforeinput', 'paste', 'cut']) {
    window.addEventListener(type, refuse, true);
  }
  // What a keyboard for another script composes cannot be refused: it has nowhere to go. Without the keyboard a field still
  // holds the caret, and what is chosen in the end lands there.
  window.addEventListener(
    'compositionstart',
    () => {
      const { activeElement } = window.document;
      if (!isForBox() || !(activeElement instanceof HTMLElement)) return;
      activeElement.blur();
      window.getSelection()?.removeAllRanges();
    },
    true,
  );
  window.addEventListener('pointerdown', () => (isMeant = isOpen), true);
  window.addEventListener('focus', () => setTimeout(sayIfHere, settleMs));

  return (question) => {
    const isAskedAgain = question.isOpen && question.timesShown === timesShown;
    if (!question.isOpen || !isOpen) isMeant = false;
    ({ isOpen, timesShown } = question);
    if (isAskedAgain) sayIfHere();
  };
}
