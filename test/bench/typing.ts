// npm run bench:typing [-- --json]: how long the conversation panel takes to show a key, to open, and to show a message
// after Enter, with 20 turns and with 2,000, on the built bundle in a real browser.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Conversation, Turn } from '../../src/core/conversation/conversation.ts';
import { emptyComposerDraft } from '../../src/protocol/conversation.ts';
import { toConversationHeader } from '../../src/panels/conversation/conversationHeader.ts';
import { toTurnView } from '../../src/panels/conversation/turnView.ts';
import { repoFolder } from '../support/paths.ts';
import { aConversation, explain, greeting, nowMs, said } from '../unit/panels/conversation/fixtures.ts';
import { openWebviewPage, type WebviewPage } from '../support/webviewPage.ts';

const turnCounts = { few: 20, many: 2_000 };
const rounds = 3;
const keystrokes = 40;
const messages = 5;
/** What takes longer is felt. */
const limitsMs = { keystroke: 50, open: 1000, enter: 100 };

type Measure = keyof typeof limitsMs;
type Samples = Readonly<Record<Measure, number[]>>;

/** Runs in the page. `keys` and `enters`: from each key to the frame after it; `opened`: from the state to all turns. */
const benchInPage = `
  globalThis.bench = { keys: [], enters: [], opened: undefined };
  const painted = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(undefined);
  });
  addEventListener('keydown', ({ key, timeStamp }) => {
    if (key !== 'Enter') painted((atMs) => bench.keys.push(atMs - timeStamp));
  }, true);
  /** Opens, and waits until the oldest turn is there: it is drawn last. */
  globalThis.open = (state) => new Promise((done) => {
    const begunMs = performance.now();
    addEventListener('message', () => {
      painted((atMs) => (bench.end = atMs - begunMs));
      const look = () => document.querySelector('[data-index="0"]')
        ? painted((atMs) => done((bench.opened = atMs - begunMs)))
        : setTimeout(look);
      look();
    }, { once: true });
    window.postMessage({ type: 'state', state }, '*');
  });
  /** The editor's answer to Enter comes at once, so what is measured is the panel. */
  globalThis.answerEnter = (answers) => addEventListener('keydown', ({ key, timeStamp }) => {
    if (key !== 'Enter') return;
    setTimeout(() => {
      addEventListener('message', () => painted((atMs) => bench.enters.push(atMs - timeStamp)), { once: true });
      window.postMessage(answers.shift(), '*');
    });
  }, true);
`;

if (!existsSync(path.join(repoFolder, 'dist', 'webview', 'conversation.js'))) {
  throw new Error('There is no built webview. Run "npm run build" first.');
}

const few: Samples = { keystroke: [], open: [], enter: [] };
const many: Samples = { keystroke: [], open: [], enter: [] };
// In turns, so that whatever else the machine does meets both.
for (let round = 0; round < rounds; round++) {
  await measure(turnCounts.few, few);
  await measure(turnCounts.many, many);
}

const measures = Object.keys(limitsMs) as Measure[];
const result = Object.fromEntries(
  measures.map((name) => {
    const [fewMs, manyMs] = [median(few[name]), median(many[name])];
    return [name, { fewMs, manyMs, ratio: manyMs / fewMs, limitMs: limitsMs[name] }];
  }),
);
if (process.argv.includes('--json')) console.log(JSON.stringify({ turns: turnCounts, ...result }));
else {
  const rows = Object.entries(result).map(([name, { fewMs, manyMs, ratio, limitMs }]) => [
    name,
    {
      '20 turns (ms)': fewMs.toFixed(1),
      '2,000 turns (ms)': manyMs.toFixed(1),
      ratio: ratio.toFixed(2),
      limit: limitMs,
    },
  ]);
  console.table(Object.fromEntries(rows));
}
for (const [name, { manyMs, limitMs }] of Object.entries(result)) {
  if (manyMs <= limitMs) continue;
  console.error(`${name}: ${manyMs.toFixed(1)} ms with 2,000 turns; the limit is ${limitMs} ms.`);
  process.exitCode = 1;
}

async function measure(turnCount: number, samples: Samples): Promise<void> {
  const panel = await openWebviewPage({ name: 'conversation', subject: 'bench', initScript: benchInPage });
  try {
    const { page } = panel;
    const conversation = aConversationOf(turnCount);
    samples.open.push(await page.evaluate<number>(`open(${JSON.stringify(stateOf(conversation))})`));
    await page.locator('#message').focus();
    await type(panel, 5);
    await page.evaluate('bench.keys.length = 0');
    await type(panel, keystrokes);
    samples.keystroke.push(...(await page.evaluate<number[]>('bench.keys')));

    await page.evaluate(`answerEnter(${JSON.stringify(answersTo(conversation))})`);
    for (let message = 0; message < messages; message++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await page.keyboard.press('Enter');
      // oxlint-disable-next-line no-await-in-loop
      await page.locator(`[data-index="${turnCount + message}"]`).waitFor();
    }
    await page.waitForFunction(`bench.enters.length === ${messages}`);
    samples.enter.push(...(await page.evaluate<number[]>('bench.enters')));
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

function aConversationOf(turnCount: number): Conversation {
  const turns = Array.from({ length: turnCount }, (_, index) => (index === 0 ? greeting() : aTurn(index)));
  return aConversation({ turns });
}

function aTurn(index: number): Turn {
  return said(index, `Message ${index}: do you have a room?`, {
    reply: `Reply ${index}. ${'We do have one, on the first floor. '.repeat(1 + (index % 4))}`,
  });
}

function stateOf(conversation: Conversation) {
  return {
    header: headerOf(conversation),
    turns: conversation.turns.map((turn) => toTurnView(conversation, turn, explain, nowMs)),
    firstNews: conversation.turns.length,
    draft: emptyComposerDraft,
    keepsDrafts: true,
    language: 'en',
  };
}

/** What the editor posts after each Enter: the turn before, and the new one. */
function answersTo(begun: Conversation) {
  const count = begun.turns.length;
  return Array.from({ length: messages }, (_, message) => {
    const turns = [...begun.turns, ...Array.from({ length: message + 1 }, (__, at) => aTurn(count + at))];
    const conversation = { ...begun, turns };
    return {
      type: 'turns',
      turns: turns.slice(-2).map((turn) => toTurnView(conversation, turn, explain, nowMs)),
      header: headerOf(conversation),
    };
  });
}

function headerOf(conversation: Conversation) {
  return toConversationHeader(conversation, { canCancel: false, canOpenInStudio: false });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
