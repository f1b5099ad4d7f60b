// npm run bench:typing [-- --json]: how long a keystroke in the conversation panel takes to be painted, with an
// empty transcript and with 2,000 turns, on the built bundle in a real browser.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { emptyComposerDraft } from '../../src/protocol/conversation.ts';
import { toConversationHeader } from '../../src/vscode/conversation/panel/conversationHeader.ts';
import { toTurnView } from '../../src/vscode/conversation/panel/turnView.ts';
import { repoFolder } from '../support/paths.ts';
import { aConversation, explain, greeting, nowMs, said } from '../unit/conversationPanel/fixtures.ts';
import { openWebviewPage, type WebviewPage } from '../support/webviewPage.ts';

const turnCounts = { empty: 1, full: 2_000 };
const rounds = 3;
const keystrokes = 40;
/** A keystroke that takes longer is felt. */
const limitMs = 50;

/** Runs in the page: the time from each key to the frame after it, in `bench`. */
const benchInPage = `
  globalThis.bench = [];
  addEventListener('keydown', ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => bench.push(performance.now() - timeStamp);
      port2.postMessage(undefined);
    });
  }, true);
`;

if (!existsSync(path.join(repoFolder, 'dist', 'webview', 'conversation.js'))) {
  throw new Error('There is no built webview. Run "npm run build" first.');
}

const samples = { empty: [] as number[], full: [] as number[] };
// In turns, so that whatever else the machine does meets both.
for (let round = 0; round < rounds; round++) {
  samples.empty.push(...(await measure(turnCounts.empty)));
  samples.full.push(...(await measure(turnCounts.full)));
}

const emptyMs = median(samples.empty);
const fullMs = median(samples.full);
const result = { emptyMs, fullMs, ratio: fullMs / emptyMs, limitMs, turns: turnCounts.full };
if (process.argv.includes('--json')) console.log(JSON.stringify(result));
else {
  console.table({
    'empty transcript': { 'keystroke to paint (ms)': emptyMs.toFixed(1), ratio: '1.00' },
    '2,000 turns': { 'keystroke to paint (ms)': fullMs.toFixed(1), ratio: result.ratio.toFixed(2) },
  });
}
if (fullMs > limitMs) {
  console.error(`A keystroke takes ${fullMs.toFixed(1)} ms with 2,000 turns; the limit is ${limitMs} ms.`);
  process.exitCode = 1;
}

async function measure(turnCount: number): Promise<readonly number[]> {
  const panel = await openWebviewPage({ name: 'conversation', subject: 'bench' });
  try {
    await panel.post({ type: 'state', state: stateOf(turnCount) });
    const message = panel.page.locator('#message');
    await message.waitFor();
    // The oldest turns are drawn last.
    await panel.page.locator('[data-index="0"]').waitFor({ state: 'attached' });
    await message.focus();
    await panel.page.evaluate(benchInPage);
    await type(panel, 5);
    await panel.page.evaluate('bench.length = 0');
    await type(panel, keystrokes);
    return await panel.page.evaluate<number[]>('bench');
  } finally {
    await panel.close();
  }
}

async function type(panel: WebviewPage, count: number): Promise<void> {
  for (let key = 0; key < count; key++) {
    // One after the other, as fast as somebody types.
    // oxlint-disable-next-line no-await-in-loop
    await panel.page.keyboard.press('abcdefghij'[key % 10] ?? 'a', { delay: 10 });
  }
  await panel.page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))');
}

function stateOf(turnCount: number) {
  const turns = Array.from({ length: turnCount }, (_, index) =>
    index === 0
      ? greeting()
      : said(index, `Message ${index}: do you have a room?`, {
          reply: `Reply ${index}. ${'We do have one, on the first floor. '.repeat(1 + (index % 4))}`,
        }),
  );
  const conversation = aConversation({ turns });
  return {
    header: toConversationHeader(conversation, { canCancel: false, canOpenInStudio: false }),
    turns: turns.map((turn) => toTurnView(conversation, turn, explain, nowMs)),
    firstNews: turns.length,
    draft: emptyComposerDraft,
    keepsDrafts: true,
    language: 'en',
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
