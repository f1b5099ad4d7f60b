import { matches, until } from '../../support/until.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

/** What the box at the top asks now, in its placeholder or in the line below it. */
export async function waitForQuestion(workbench: Workbench, question: string | RegExp): Promise<void> {
  const { quickInput } = workbench;
  await until(`the question "${question}"`, async () => {
    if (!(await quickInput.isOpen())) return false;
    const asked = `${await quickInput.placeholder()}\n${await quickInput.message()}`;
    if (matches(asked, question)) return true;
    throw new Error(`It asks "${asked.trim()}".`);
  });
  await waitForKeyboard(workbench);
}

/**
 * When the palette closes, the editor hands the keyboard back to the webview that had it before, and on a busy
 * machine that is after the next box has opened. A person sees that nothing is typed and clicks into the box.
 */
export async function waitForKeyboard({ quickInput }: Workbench): Promise<void> {
  const arrived = await until('the keyboard in the box', () => quickInput.hasKeyboard(), {
    timeoutMs: 1000,
  }).catch(() => false);
  if (!arrived) await quickInput.input.click({ timeout: 1000 });
}

/** Types into the box, once more if it did not get there. */
async function typeIntoBox(workbench: Workbench, text: string): Promise<void> {
  const before = await workbench.quickInput.value();
  await until(`"${text}" in the box`, async () => {
    await waitForKeyboard(workbench);
    await enter(workbench, text);
    const isTyped = async () => text === before || (await workbench.quickInput.value()) !== before;
    return until('it in the box', isTyped, { timeoutMs: 1000 });
  });
}

/** Presses Enter until the answer is taken: again only if the keyboard had been taken from the box. */
async function pressEnter(workbench: Workbench): Promise<void> {
  const { quickInput } = workbench;
  const shown = async () =>
    (await quickInput.isOpen()) &&
    `${await quickInput.title()}\n${await quickInput.placeholder()}\n${await quickInput.message()}`;
  const before = await shown();
  await workbench.press('Enter');
  await until('the answer to be taken', async () => {
    const hasKeyboard = await quickInput.hasKeyboard();
    // Asked last: a box that has just closed has no keyboard either.
    if ((await shown()) !== before) return true;
    if (hasKeyboard) return false;
    await waitForKeyboard(workbench);
    await workbench.press('Enter');
    return false;
  });
}

/** Waits for the question, then types or pastes an answer and presses Enter. Touches no mouse while the box has the keyboard. */
export async function answer(workbench: Workbench, question: string | RegExp, text: string): Promise<void> {
  await waitForQuestion(workbench, question);
  await typeIntoBox(workbench, text);
  await pressEnter(workbench);
}

/** Waits for the question and its choices, narrows them by typing, and takes the first with Enter. */
export async function choose(workbench: Workbench, question: string | RegExp, label: string): Promise<void> {
  await waitForQuestion(workbench, question);
  await typeIntoBox(workbench, label);
  // A list comes a moment after its question, and Enter on none is lost.
  await until(`"${label}" in front`, async () =>
    (await workbench.quickInput.items())[0]?.label.includes(label),
  );
  await pressEnter(workbench);
}

/**
 * Types the path of a file into the editor's own dialog and takes it. The dialog reads its folder once more after it is
 * there, and puts that in place of what is typed: then again. One Enter is waited for: a second would answer what comes next.
 */
export async function chooseFile(
  { quickInput }: Workbench,
  file: string,
  isOpen: () => Promise<boolean> = () => quickInput.isOpen(),
): Promise<void> {
  const isTyped = async () => (await isOpen()) && (await quickInput.value()) === file;
  const choose = async () => {
    if (!(await isOpen())) return true;
    if (!(await isTyped())) {
      await quickInput.type(file, { timeoutMs: 2000 });
      return false;
    }
    await quickInput.input.press('Enter', { timeout: 1000 });
    await until('it to be taken', async () => !(await isTyped()), { timeoutMs: 2000 });
    return false;
  };
  await until('the file to be chosen', choose, { timeoutMs: 30_000 });
}

/** Puts text into what has the focus, in place of what was there, as pasting does. */
export async function enter({ page }: Workbench, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+A');
  if (text === '') await page.keyboard.press('Delete');
  else await page.keyboard.insertText(text);
}

/** From the clipboard, which may hold more than keys can type: line breaks, for example. */
export async function paste({ page }: Workbench, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+V');
}

/** Presses Enter on a value that is not accepted: says why, and keeps the value. */
export async function refuse(workbench: Workbench, reason: string | RegExp): Promise<void> {
  const { quickInput } = workbench;
  const value = await quickInput.value();
  await workbench.press('Enter');
  await quickInput.waitForError(reason);
  if ((await quickInput.value()) !== value) throw new Error('What was typed is gone.');
}

/** Another value after one that was refused. */
export async function retry(workbench: Workbench, text: string): Promise<void> {
  await enter(workbench, text);
  await workbench.press('Enter');
}

export const questions = {
  first: 'Paste your Agent Studio URL, a cURL command, or type the account id',
  account: 'Account id: ',
  project: 'Project id: ',
  region: 'In which region does the agent live?',
  origin: 'The origin of the Chat API',
  approval: /^Send the API key and the connector token to /,
  environment: 'Which environment does the connector token open?',
  name: 'A name for this connection',
  apiKey: 'API key (X-API-KEY)',
  token: 'Connector token (X-TOKEN)',
  next: 'is saved. What next?',
} as const;

/** A cURL line as it stands in a chat or a document. */
export function curlLine(
  target: { readonly origin: string; readonly apiKey: string; readonly token: string },
  [account, project]: readonly [account: string, project: string],
  body?: string,
): string {
  return [
    `curl -X POST '${target.origin}/v1/${account}/${project}/chat/create'`,
    `-H 'X-API-KEY: ${target.apiKey}' -H "X-TOKEN: ${target.token}"`,
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json' --data-raw '${body}'`]),
  ].join(' \\\n  ');
}

export interface NewConnection {
  readonly curl: string;
  readonly name: string;
  readonly environment: 'sandbox' | 'pre-release' | 'LIVE' | 'other';
}

/** Adds a connection from a whole cURL line, and stops at the question what to do next. */
export async function addFromCurl(workbench: Workbench, connection: NewConnection): Promise<void> {
  await workbench.runCommand('PolyAI: Add Connection…');
  await answer(workbench, questions.first, connection.curl);
  await choose(workbench, questions.approval, 'Yes');
  await choose(workbench, questions.environment, connection.environment);
  await answer(workbench, questions.name, connection.name);
  await waitForQuestion(workbench, questions.next);
  await workbench.quickInput.waitForItem('Create Chat');
}
