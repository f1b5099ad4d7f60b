import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { nextBox } from '../editorDouble.ts';

const { isAsking, onDidChangeAsking, takeKeyboardBack, toQuestionOpen } =
  await import('../../../../src/vscode/asking/ask.ts');
const { pickItem } = await import('../../../../src/vscode/asking/quickInput.ts');
const { askText } = await import('../../../../src/vscode/asking/questions.ts');

const handed = () => ({ type: 'handedKeyboard', timesShown: toQuestionOpen().timesShown }) as const;

it('a list that goes when the keyboard goes stays in the moment after it was shown', async () => {
  const asked = nextBox();
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const answer = pickItem([{ label: 'Grand Hotel' }], { title: 'Search History' });
    const box = await asked;
    assert.equal(box.ignoreFocusOut, true);
    mock.timers.tick(1000);
    assert.equal(box.ignoreFocusOut, false);
    box.hide();
    assert.equal(await answer, undefined);
  } finally {
    mock.timers.reset();
  }
});

describe('a question whose keyboard has gone to a webview', () => {
  it('is shown anew with what was typed, and is still the same question', async () => {
    const answer = askText({ title: 'Name', validate: () => undefined });
    const box = await nextBox();
    box.paste('Grand Hotel');
    takeKeyboardBack(handed());
    assert.equal(await nextBox(), box);
    assert.deepEqual([box.isOpen, box.value, isAsking()], [true, 'Grand Hotel', true]);
    box.enter();
    assert.deepEqual(await answer, { kind: 'next', value: 'Grand Hotel' });
    assert.equal(isAsking(), false);
  });

  it('is left alone by what a webview says of the time before', async () => {
    const answer = askText({ title: 'Name', validate: () => undefined });
    const box = await nextBox();
    const earlier = handed();
    takeKeyboardBack(earlier);
    await nextBox();
    let timesAnnounced = 0;
    const subscription = onDidChangeAsking(() => (timesAnnounced += 1));
    takeKeyboardBack(earlier);
    assert.deepEqual([box.isOpen, timesAnnounced], [true, 0]);
    subscription.dispose();
    box.escape();
    assert.deepEqual(await answer, { kind: 'cancelled' });
  });

  it('gives up when something takes the keyboard again and again', async () => {
    const answer = askText({ title: 'Name', validate: () => undefined });
    const box = await nextBox();
    const shownBefore = toQuestionOpen().timesShown;
    for (let time = 0; time < 50; time++) takeKeyboardBack(handed());
    assert.equal(toQuestionOpen().timesShown - shownBefore, 10);
    box.escape();
    assert.deepEqual(await answer, { kind: 'cancelled' });
  });
});
