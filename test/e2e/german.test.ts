import assert from 'node:assert/strict';
import { it } from 'node:test';
import { useVscode } from '../support/session.ts';
import { until } from '../support/until.ts';
import { ConversationPanel } from './support/conversationPanel.ts';
import { inNarrowWindow, waitUntilWhole } from './support/cutOff.ts';
import { answer, waitForQuestion } from './support/keyboard.ts';
import { NewChatForm } from './support/newChatForm.ts';
import { followsTheSystem, photograph } from './support/themes.ts';

// A person whose editor speaks German.
const vscode = useVscode({ ...followsTheSystem, language: 'de' });

it('the form is in German, and every word of it is seen whole', async () => {
  const { workbench } = vscode;
  await workbench.showSideBar('PolyAI');
  await workbench.runCommand('PolyAI: Chat mit Parametern erstellen…');
  const form = await NewChatForm.find(workbench, 'Neuer Chat');
  await form.button(/^Stand-in-Agent/).click();
  await form.waitForPreview('/chat/create');
  assert.equal(await form.frame.evaluate('document.documentElement.lang'), 'de');
  await form.button('Attribut hinzufügen').click();
  await form.type(form.field('Schlüssel des Attributs 1'), 'customer_id');
  await form.type(form.field('Wert des Attributs 1'), '12345');
  await form.type(form.field('Hört'), 'Deutsch');
  await workbench.press('Escape');
  await form.button('de-DE verwenden').click();
  await form.frame.locator('summary').click();
  await waitUntilWhole(form.frame);
  await form.button(/^Chat erstellen/).click();
  await form.waitForReply('Guten Abend');
  await waitUntilWhole(form.frame);
  await photograph(workbench, 'german-new-chat');
  await inNarrowWindow(workbench, 700, async () => {
    await waitUntilWhole(form.frame);
    await photograph(workbench, 'german-new-chat-narrow');
  });
});

it('the conversation panel is in German, and every word of it is seen whole', async () => {
  const { workbench } = vscode;
  await workbench.runCommand('PolyAI: Chat erstellen');
  const panel = await ConversationPanel.created(workbench);
  await panel.ask('Is breakfast included?');
  await panel.ask('Goodbye');
  await until('the end', async () => (await panel.lock()).sentence);
  await waitUntilWhole(panel.frame);
  await photograph(workbench, 'german-conversation');
  await inNarrowWindow(workbench, 700, async () => {
    await waitUntilWhole(panel.frame);
    await photograph(workbench, 'german-conversation-narrow');
  });
});

it('the grid of a broadcast is in German, and every word of it is seen whole, also in a narrow column', async () => {
  const { workbench } = vscode;
  const before = await ConversationPanel.find(workbench);
  await workbench.runCommand('PolyAI: Rundruf an mehrere Ziele…');
  await waitForQuestion(workbench, 'Mit welchen Agenten möchten Sie zugleich sprechen?');
  await workbench.press('Enter');
  await answer(workbench, 'Varianten, oder nichts', '-, seaside');
  await answer(workbench, 'Sprachen, wie', 'en-GB');
  await answer(workbench, 'Kanäle, wie', 'webchat');
  const { frame } = await ConversationPanel.created(workbench, { not: before });
  await until('both', async () => /2 von 2 haben/.test(await frame.locator('.head').innerText()));
  await waitUntilWhole(frame);
  await photograph(workbench, 'german-broadcast');
  await inNarrowWindow(workbench, 520, async () => {
    // The columns scroll.
    await waitUntilWhole(frame, '.head');
    await waitUntilWhole(frame, '.foot');
    await photograph(workbench, 'german-broadcast-narrow');
  });
});
