import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { BroadcastState } from '../../src/protocol/broadcast.ts';
import { emptyComposerDraft, type TurnView } from '../../src/protocol/conversation.ts';
import type { Conversation, Turn } from '../../src/core/conversation/conversation.ts';
import { toConversationHeader } from '../../src/panels/conversation/conversationHeader.ts';
import { toTurnView } from '../../src/panels/conversation/turnView.ts';
import { type Browser, launchBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { findCutOff } from './support/cutOff.ts';
import { recordLiveRegions } from './support/liveRegions.ts';
import { openWebviewPage, type WebviewPage, type WebviewPageOptions } from '../support/webviewPage.ts';
import { aConversation, explain, greeting, nowMs, said } from '../unit/panels/conversation/fixtures.ts';

// The built panel without an editor around it: what a screen reader is told, where the keyboard is, what is copied.

let browser: Browser;
let panel: WebviewPage;
before(async () => {
  browser = await launchBrowser();
});
afterEach(() => panel.close());
after(() => browser.close());

async function openPage(options: WebviewPageOptions): Promise<void> {
  panel = await openWebviewPage(options, browser);
}

async function openPanel(
  conversation: Conversation,
  {
    firstNews = conversation.turns.length,
    ...options
  }: Partial<WebviewPageOptions> & { firstNews?: number } = {},
): Promise<void> {
  await openPage({
    name: 'conversation',
    subject: 'panel',
    initScript: recordLiveRegions,
    viewport: { width: 900, height: 700 },
    colours: { focusBorder: '#007fd4' },
    ...options,
  });
  await panel.post({
    type: 'state',
    state: {
      header: headerOf(conversation),
      turns: viewsOf(conversation),
      firstNews,
      draft: emptyComposerDraft,
      keepsDrafts: true,
      language: 'en',
    },
  });
  await panel.page.locator('.turn').last().waitFor();
}

/** A broadcast to so many, who have said so much. */
async function openGrid(columnCount: number, rowCount: number): Promise<void> {
  await openPage({
    name: 'broadcast',
    subject: 'grid',
    viewport: { width: 900, height: 700 },
  });
  const columns = Array.from({ length: columnCount }, (_, key) => ({
    key,
    name: `variant ${key}`,
    isLive: false,
    state: 'open' as const,
    stateText: 'open',
    isOpen: true,
  }));
  const state: BroadcastState = {
    head: {
      ids: columns.map(({ key }) => `id-${key}`),
      common: 'Grand Hotel',
      columns,
      reference: 0,
      summary: `${columnCount} of ${columnCount} answered`,
      rowCount,
      isBusy: false,
      openCount: columnCount,
    },
    rows: Array.from({ length: rowCount }, (_, index) => ({
      index,
      user: index === 0 ? undefined : { text: `Message ${index}` },
      cells: columns.map(({ key }) => ({
        state: 'answered',
        agent: { text: `Reply ${index} of ${'a long variant '.repeat(key % 4)}${key}` },
        latencyMs: 12,
      })),
    })),
    draft: emptyComposerDraft,
    editedAtMs: 0,
    language: 'en',
  };
  await panel.post({ type: 'state', state });
  await panel.page.locator('.cell').last().waitFor();
}

const headerOf = (conversation: Conversation) =>
  toConversationHeader(conversation, { canCancel: true, canOpenInStudio: false });

const viewsOf = (conversation: Conversation): TurnView[] =>
  conversation.turns.map((turn) => toTurnView(conversation, turn, explain, nowMs));

/** The conversation as it is now, its last turns anew. */
async function showTurns(
  turns: readonly Turn[],
  change: Partial<Conversation> = {},
  count = 2,
): Promise<void> {
  const conversation = aConversation({ turns, ...change });
  await panel.post({
    type: 'turns',
    turns: viewsOf(conversation).slice(-count),
    header: headerOf(conversation),
  });
}

const announced = () => panel.page.evaluate<string[]>('announced');

/** What the keyboard is in: its name, or its words. */
const focused = () =>
  panel.page.evaluate<string>(
    `document.activeElement === document.body ? 'nothing' : document.activeElement.ariaLabel || document.activeElement.textContent`,
  );

const pending = (index: number): Turn =>
  said(index, `Message ${index}`, {
    state: 'pending',
    reply: undefined,
    latencyMs: undefined,
    exchange: undefined,
  });

const answered = (index: number, change: Partial<Turn> = {}): Turn =>
  said(index, `Message ${index}`, { reply: `Reply **${index}**`, ...change });

describe('a screen reader is told', () => {
  it('the first reply of a new chat, by a region that was there before it', async () => {
    const conversation = aConversation({ turns: [greeting()] });
    await openPage({ name: 'conversation', subject: 'panel', initScript: recordLiveRegions });
    assert.equal(await panel.page.locator('[aria-live=polite]').count(), 1);
    await panel.close();
    await openPanel(conversation, { firstNews: 0 });
    assert.deepEqual(await announced(), ['Agent, turn 1, 412 milliseconds: Good evening, how can I help?']);
  });

  it('nothing of an old conversation that is only looked at', async () => {
    await openPanel(aConversation({ turns: [greeting(), answered(1), answered(2)] }));
    assert.deepEqual(await announced(), []);
  });

  it('each reply of ten turns once, and nothing when raw, Markdown and Show all are opened', async () => {
    const turns: Turn[] = [greeting()];
    await openPanel(aConversation({ turns }), { firstNews: 0 });
    const long = `Reply 9 ${'is long. '.repeat(4000)}`;
    for (let index = 1; index < 10; index++) {
      turns.push(pending(index));
      await showTurns(turns);
      turns[index] = answered(index, index === 9 ? { reply: long } : {});
      await showTurns(turns);
      // What can be done about the turn before has changed, or another window has looked.
      await showTurns(turns);
    }
    const { page } = panel;
    await page.getByRole('button', { name: 'raw: request and response of turn 3' }).click();
    await panel.post({ type: 'call', index: 2, call: aCall });
    await page.locator('.call').waitFor();
    await page.getByRole('button', { name: 'More Actions…' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Show Replies as Markdown' }).click();
    await page.locator('.said-text strong').first().waitFor();
    await page.getByRole('button', { name: /^Show all/ }).click();
    await panel.post({ type: 'whole', index: 9, part: 'agent', text: long });
    await page.getByRole('button', { name: 'Show less' }).first().waitFor();

    const heard = await announced();
    assert.deepEqual(
      heard.map((text) => /^Agent, turn (\d+), \d+ milliseconds: \S/.exec(text)?.[1] ?? text),
      ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
    );
  });

  it('why a turn failed, and why a conversation is over', async () => {
    const turns = [greeting(), pending(1)];
    await openPanel(aConversation({ turns }));
    const error = { reason: 'serverError', outcome: 'refused', status: 500 } as const;
    await showTurns([greeting(), said(1, 'Hello', { state: 'failed', reply: undefined, error })]);
    assert.match((await announced()).at(-1) ?? '', /^Turn 2, failed: \S/);
    // It was closed elsewhere, and the keyboard is elsewhere.
    await panel.page.getByRole('button', { name: 'More Actions…' }).focus();
    await showTurns([greeting(), answered(1)], { state: 'closed' });
    assert.equal((await announced()).at(-1), 'You closed this conversation.');
  });

  it('that something was copied', async () => {
    await openPanel(aConversation());
    await panel.page.getByRole('button', { name: 'Copy Conversation ID' }).click();
    assert.deepEqual(await announced(), ['Copied']);
  });

  it('in the name of a turn who said what, how long it took and what became of it', async () => {
    const error = { reason: 'timeout', outcome: 'unknown' } as const;
    await openPanel(
      aConversation({
        turns: [greeting(), answered(1), said(2, 'Hello?', { state: 'unknown', reply: undefined, error })],
      }),
    );
    const names = await panel.page
      .locator('.turn')
      .evaluateAll((rows) => rows.map((row) => String(row.ariaLabel)));
    assert.equal(names[0], 'Turn 1. Agent: Good evening, how can I help? 412 milliseconds.');
    assert.equal(names[1], 'Turn 2. You: Message 1. Agent: Reply **1**. 655 milliseconds.');
    assert.match(names[2] ?? '', /^Turn 3\. You: Hello\? Unknown\. \S.*655 milliseconds\.$/);
  });
});

it('in a low window what is said has room, the message box stays in sight, and no control is cut off', async () => {
  await openGrid(3, 4);
  const { page } = panel;
  const heightOf = async (what: string) => (await page.locator(what).boundingBox())?.height ?? 0;
  for (const width of [290, 490]) {
    // oxlint-disable-next-line no-await-in-loop -- one window
    await page.setViewportSize({ width, height: 200 });
    // oxlint-disable-next-line no-await-in-loop -- as above
    await until('room for the replies', async () => (await heightOf('.log')) >= 70);
    // oxlint-disable-next-line no-await-in-loop -- as above
    const [box, send] = await Promise.all([
      page.locator('#message').boundingBox(),
      page.locator('.send').boundingBox(),
    ]);
    assert.ok(box && send && box.width > send.width && box.y + box.height <= 200, `at ${width}`);
    // oxlint-disable-next-line no-await-in-loop -- as above
    assert.deepEqual(await findCutOff(page.mainFrame(), '.foot'), []);
  }
  await panel.close();
  await openPanel(aConversation(), { viewport: { width: 490, height: 200 } });
  const said = await panel.page.locator('.log').boundingBox();
  assert.ok(said && said.height >= 70);
  await panel.page.getByRole('button', { name: 'More Actions…' }).click();
  await panel.page.getByRole('menu').waitFor();
  await panel.page.keyboard.press('Escape');
  // Of the head the id gives way, and the latency is seen whole.
  await panel.page.setViewportSize({ width: 640, height: 200 });
  const rightOf = `Math.round(document.querySelector('.head-state').getBoundingClientRect().right)`;
  const room = `Math.round(document.querySelector('.head-facts').getBoundingClientRect().right)`;
  await until('the state and the latency', async () => panel.page.evaluate<boolean>(`${rightOf} <= ${room}`));
});

describe('the keyboard is where one goes on', () => {
  it('after Close Chat: on the line that says why it is over, with an outline', async () => {
    await openPanel(aConversation());
    const close = panel.page.getByRole('button', { name: 'Close Chat' });
    await close.focus();
    await panel.page.keyboard.press('Enter');
    const closing: Turn = { ...pending(2), kind: 'close', userText: undefined };
    await showTurns([greeting(), answered(1), closing]);
    assert.equal(await focused(), 'Close Chat');
    await showTurns([greeting(), answered(1), { ...closing, state: 'answered' }], { state: 'closed' });
    assert.equal(await focused(), 'You closed this conversation.');
    const outline = `getComputedStyle(document.querySelector('.lock')).outlineStyle`;
    assert.equal(await panel.page.evaluate<string>(outline), 'solid');
    assert.equal((await panel.posted()).filter(({ type }) => type === 'close').length, 1);
  });

  it('when the agent ends it while something is typed: on the line that says so', async () => {
    await openPanel(aConversation({ turns: [greeting(), pending(1)] }));
    await panel.page.locator('#message').focus();
    await showTurns([greeting(), answered(1)], { state: 'ended' });
    assert.equal(await focused(), 'The agent ended the conversation.');
    // The reply, and not the line: that is read because the keyboard is on it.
    assert.deepEqual(
      (await announced()).map((text) => text.slice(0, 13)),
      ['Agent, turn 2'],
    );
  });

  it('after Send Again: in the message box', async () => {
    const error = { reason: 'timeout', outcome: 'unknown' } as const;
    const failed = said(1, 'Hello?', { state: 'unknown', reply: undefined, error });
    await openPanel(aConversation({ turns: [greeting(), failed] }));
    await panel.page.getByRole('button', { name: 'Send Again' }).focus();
    await panel.page.keyboard.press('Enter');
    await showTurns([greeting(), failed, pending(2)]);
    assert.equal(await focused(), 'Message');
  });

  it('after Show all: on its turn', async () => {
    await openPanel(aConversation({ turns: [greeting(), answered(1, { reply: 'long '.repeat(9000) })] }));
    await panel.page.getByRole('button', { name: /^Show all/ }).focus();
    await panel.page.keyboard.press('Enter');
    await panel.post({ type: 'whole', index: 1, part: 'agent', text: 'long '.repeat(9000) });
    await panel.page.getByRole('button', { name: 'Show less' }).first().waitFor();
    assert.match(await focused(), /^Turn 2\. /);
  });

  it('Escape on Cancel cancels, and the name of Cancel holds no seconds', async () => {
    await openPanel(aConversation({ turns: [greeting(), pending(1)] }));
    const cancel = panel.page.getByRole('button', { name: 'Cancel', exact: true });
    await cancel.focus();
    await panel.page.keyboard.press('Escape');
    assert.equal((await panel.posted()).filter(({ type }) => type === 'cancel').length, 1);
    assert.equal(await focused(), 'Message');
  });
});

it('what is selected in the panel is copied as it was received', async () => {
  const reply =
    'שלום\u200f invoice\u202egpj.exe, <U+202E> is a word.\nSee https://example.com/a\u200b now\u0007';
  await openPanel(aConversation({ turns: [greeting({ reply })] }));
  const text = panel.page.locator('.said-text > .untrusted');
  const shown = await text.innerText();
  assert.match(shown, /invoice<U\+202E>gpj/);
  const copied = await panel.page.evaluate<string>(`(() => {
    let copied = '';
    document.addEventListener('copy', (event) => (copied = event.clipboardData.getData('text/plain')), { once: true });
    getSelection().selectAllChildren(document.querySelector('.said-text > .untrusted'));
    document.execCommand('copy');
    return copied;
  })()`);
  assert.equal(copied, reply);
  // And nothing of it is left on the screen.
  assert.equal(await text.innerText(), shown);
});

it('Escape closes the menu also when the keyboard is on its button', async () => {
  await openPanel(aConversation());
  const { page } = panel;
  const more = page.getByRole('button', { name: 'More Actions…' });
  await more.click();
  await more.focus();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
});

it('how fast the agent was is a chart on demand, told apart without colour, and a sentence when nothing is known', async () => {
  await openPanel(aConversation());
  const { page } = panel;
  const toggle = page.getByRole('button', { name: /^p50 / });
  assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
  await toggle.click();
  assert.equal((await panel.posted()).filter(({ type }) => type === 'showLatency').length, 1);
  await page.getByText('Reading the history…').waitFor();
  await panel.post({ type: 'latency', connections: [] });
  await page.getByText('No answer was recorded yet.').waitFor();
  await toggle.click();
  assert.equal(await page.locator('.latency-chart').count(), 0);

  const of = (answers: number, p50Ms: number, p95Ms: number) => ({ answers, p50Ms, p95Ms });
  await toggle.click();
  await panel.post({
    type: 'latency',
    connections: [
      {
        connection: '<b>Grand Hotel',
        ...of(1500, 640, 1200),
        days: [
          { day: '2026-11-26', ...of(500, 600, 1000) },
          { day: '2026-11-27', ...of(1000, 660, 1200) },
        ],
        turns: [{ turn: 0, ...of(1500, 640, 1200) }],
      },
    ],
  });
  const chart = page.getByRole('region', { name: 'Latency' });
  await chart.getByText('By day: 2026-11-26 – 2026-11-27, n 1,500').waitFor();
  const look = await page.evaluate<string[]>(`['p50', 'p95'].map((line) => {
    const drawn = document.querySelector('.latency-chart figure .' + line);
    const points = [...drawn.querySelectorAll('circle, rect')].map((point) => point.tagName);
    const { strokeDasharray } = getComputedStyle(drawn.querySelector('polyline'));
    return [...points, strokeDasharray === 'none' ? 'drawn through' : 'dashed'].join(' ');
  })`);
  assert.deepEqual(look, ['circle circle drawn through', 'rect rect dashed']);
  await chart.locator('summary').focus();
  await page.keyboard.press('Enter');
  await chart.getByRole('row', { name: '<b>Grand Hotel 1,500 640 ms 1,200 ms' }).waitFor();
});

describe('what a button will do is in its tooltip', () => {
  const titles = (buttons: string) =>
    panel.page
      .locator(buttons)
      .evaluateAll((all) => all.map((one) => [one.textContent, String(one.getAttribute('title'))]));

  it('when the conversation is over', async () => {
    await openPanel(aConversation({ turns: [greeting(), answered(1)], state: 'closed' }));
    assert.deepEqual(await titles('.lock-actions button'), [
      ['Create Again', 'Creates a new chat with the same connection and the same parameters.'],
      [
        'Create Again and Replay My Turns',
        'Creates the same chat again and sends what you said in this one, turn by turn.',
      ],
      ['Create Chat with Parameters…', 'Opens the form, where you choose the parameters of a new chat.'],
    ]);
    await panel.page.getByRole('button', { name: 'More Actions…' }).click();
    const again = panel.page.getByRole('menuitem', { name: 'Create Again' });
    assert.match((await again.getAttribute('title')) ?? '', /^Creates a new chat with the same connection/);
  });

  it('and Fetch Delayed Reply stands where a reply was empty, and under More', async () => {
    const [fetch, why] = ['Fetch Delayed Reply', 'Sends an empty message. An agent that needed more time'];
    await openPanel(aConversation({ turns: [greeting(), answered(1)] }));
    assert.equal(await panel.page.getByRole('button', { name: fetch }).count(), 0);
    await showTurns([greeting(), answered(1), answered(2, { reply: '' })]);
    const [[name, title] = []] = await titles('.turn button[title^="Sends"]');
    assert.equal(name, fetch);
    assert.ok(title?.startsWith(why), title);
    await panel.page.getByRole('button', { name: fetch }).click();
    assert.deepEqual((await panel.posted()).at(-1), { type: 'act', action: 'fetchDelayedReply', index: 2 });

    await panel.page.getByRole('button', { name: /^More$/ }).click();
    const underMore = panel.page.locator('.delayed-reply button');
    assert.equal(await underMore.innerText(), fetch);
    const hint = panel.page.locator(`#${await underMore.getAttribute('aria-describedby')}`);
    assert.ok((await hint.innerText()).startsWith(why));
  });
});

it('the name of a field under More is its label, and how the API spells it is its description', async () => {
  await openPanel(aConversation());
  await panel.page.getByRole('button', { name: /^More$/ }).click();
  for (const name of ['Attributes', 'Metadata', 'Hears', 'Speaks']) {
    await panel.page.getByRole('textbox', { name, exact: true }).waitFor();
  }
});

describe('less motion', () => {
  const running = () => panel.page.evaluate<number>('document.getAnimations().length');
  const waiting = aConversation({ turns: [greeting(), pending(1)] });

  it('was not asked for: what waits turns', async () => {
    await openPanel(waiting);
    await until('an animation', async () => (await running()) > 0);
  });

  it('asked of the system: nothing turns', async () => {
    await openPanel(waiting, { reducedMotion: true });
    await panel.page.locator('.codicon-modifier-spin').first().waitFor();
    assert.equal(await running(), 0);
  });

  it('asked of the editor: nothing turns', async () => {
    await openPanel(waiting, { bodyClass: 'vscode-dark vscode-reduce-motion' });
    await panel.page.locator('.codicon-modifier-spin').first().waitFor();
    assert.equal(await running(), 0);
  });
});

it('everything that can be pressed can be hit within 24 pixels', async () => {
  const error = { reason: 'serverError', outcome: 'refused', status: 500 } as const;
  await openPanel(
    aConversation({
      turns: [
        greeting({ reply: 'See https://example.com/a for the menu, and nothing else.' }),
        answered(1, { reply: 'long '.repeat(9000) }),
        said(2, 'Hello?', { state: 'failed', reply: undefined, error, correlationId: '7b1bfbea-0001' }),
      ],
    }),
  );
  const { page } = panel;
  await page.getByRole('button', { name: /^More$/ }).click();
  await page.getByRole('button', { name: 'raw: request and response of turn 3' }).click();
  await panel.post({ type: 'call', index: 2, call: aCall });
  await page.locator('.call').waitFor();
  await page.getByRole('button', { name: 'More Actions…' }).click();
  assert.ok((await page.locator(pressable).count()) > 12);
  // Those under the menu are looked at when it is closed.
  assert.deepEqual(await tooSmall('[role^=menuitem]'), []);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  assert.deepEqual(await tooSmall(pressable), []);
});

it('in forced colours only a turn that failed has a bar at its side', async () => {
  const error = { reason: 'serverError', outcome: 'refused', status: 500 } as const;
  const turns = [greeting(), answered(1), said(2, 'Hello?', { state: 'failed', reply: undefined, error })];
  await openPanel(aConversation({ turns }), { forcedColours: true });
  const bars = await panel.page.evaluate<string[]>(
    `[...document.querySelectorAll('.turn')].map((turn) => getComputedStyle(turn).borderInlineStartWidth)`,
  );
  assert.deepEqual(bars, ['0px', '0px', '2px']);
});

it('at 150 % in a narrow column everything that can be pressed is seen whole', async () => {
  await openPanel(aConversation({ turns: [greeting(), answered(1)], state: 'closed' }), {
    viewport: { width: 400, height: 500 },
  });
  assert.deepEqual(await findCutOff(panel.page.mainFrame()), []);
  await panel.close();
  await openPanel(aConversation(), { viewport: { width: 400, height: 500 } });
  await panel.page.getByRole('button', { name: /^More$/ }).click();
  assert.deepEqual(await findCutOff(panel.page.mainFrame()), []);
});

it('in a column of 290 pixels there is more room for the message than for its button', async () => {
  await openPanel(aConversation(), { viewport: { width: 290, height: 600 } });
  const widthOf = (selector: string) =>
    panel.page.locator(selector).evaluate((one: { readonly clientWidth: number }) => one.clientWidth);
  assert.ok((await widthOf('#message')) > 1.5 * (await widthOf('.send')));
  assert.deepEqual(await findCutOff(panel.page.mainFrame()), []);
});

it('a grid of 32 targets scrolls with its columns aligned, and the composer is two Tabs from its last cell', async () => {
  await openGrid(32, 12);
  const { page } = panel;
  const lefts = (row: number) =>
    page.evaluate<number[]>(
      `[...document.querySelectorAll('.cell[data-row="${row}"]')].map((cell) => cell.getBoundingClientRect().left)`,
    );
  const heads = await lefts(-1);
  assert.equal(heads.length, 32);
  for (const row of [2, 11]) assert.deepEqual(await lefts(row), heads);
  await page.locator('#message').focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('End');
  const isInView = (selector: string) =>
    page.evaluate<boolean>(`(() => {
      const { left, right } = document.querySelector('${selector}').getBoundingClientRect();
      return left >= 0 && right <= innerWidth;
    })()`);
  const last = '.cell[data-row="11"][data-key="31"]';
  await until('the last column', () => page.locator(`${last}:focus`).isVisible());
  assert.deepEqual(
    [await isInView(last), await isInView('.cell[data-row="-1"][data-key="31"]')],
    [true, true],
  );
  assert.equal(await isInView('.cell[data-row="11"][data-key="0"]'), false);
  assert.deepEqual(await lefts(11), await lefts(-1));
  await page.keyboard.press('Tab');
  if (!(await page.locator('#message:focus').isVisible())) await page.keyboard.press('Tab');
  assert.ok(await page.locator('#message:focus').isVisible());
  assert.deepEqual(await findCutOff(page.mainFrame(), '.foot'), []);
});

const pressable = 'button, .check, [role^=menuitem]';

/** What a finger misses that comes down 11 pixels beside its middle: half of 24, but for the fractions of a layout. */
function tooSmall(selector: string): Promise<string[]> {
  return panel.page.evaluate<string[]>(`[...document.querySelectorAll('${selector}')]
    .filter((target) => target.checkVisibility())
    .filter((target) => {
      target.scrollIntoView({ block: 'center' });
      const { left, top, width, height } = target.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      const points = [[x - 11, y], [x + 11, y], [x, y - 11], [x, y + 11]];
      return !points.every(([px, py]) => target.contains(document.elementFromPoint(px, py)));
    })
    .map((target) => (target.ariaLabel || target.textContent) + ' ' + target.offsetWidth + ' x ' + target.offsetHeight)`);
}

const aCall = {
  method: 'POST',
  url: 'https://api.uk-1.platform.polyai.app/v1/acme-uk/acme-team-4/chat/respond',
  requestHeaders: [['X-API-KEY', '••••']],
  requestBody: { text: '{"message":"Hello"}' },
  status: 200,
  responseHeaders: [],
  responseBody: { text: '{"response":"Reply"}' },
  startedAt: '2 Mar 2026, 14:03:40',
  latencyMs: 655,
  unknownFields: [],
};

describe('while a question of ours is open', () => {
  /** As a keyboard for Japanese composes: first as it is typed, then as it is chosen. */
  async function compose(begun: string, chosen: string): Promise<void> {
    const devtools = await panel.page.context().newCDPSession(panel.page);
    await devtools.send('Input.imeSetComposition', { text: begun, selectionStart: 1, selectionEnd: 1 });
    await devtools.send('Input.imeSetComposition', { text: chosen, selectionStart: 2, selectionEnd: 2 });
    await devtools.send('Input.insertText', { text: chosen });
  }
  const message = () => panel.page.locator('#message');
  const ask = (isOpen: boolean) => panel.post({ type: 'questionOpen', isOpen, timesShown: 1 });

  it('what is composed for its box does not land in the message, and the box gets the keyboard', async () => {
    await openPanel(aConversation({ turns: [greeting()] }));
    await message().focus();
    await compose('に', '日本');
    assert.equal(await message().inputValue(), '日本');

    await ask(true);
    await compose('ご', '言語');
    assert.equal(await message().inputValue(), '日本');
    // The page asks for the keyboard to be taken away from it when the editor looks once more.
    await ask(true);
    assert.ok((await panel.posted()).some(({ type }) => type === 'handedKeyboard'));

    await ask(false);
    await message().focus();
    await compose('ご', '言語');
    assert.equal(await message().inputValue(), '日本言語');
  });

  it('somebody who clicks into the message composes there', async () => {
    await openPanel(aConversation({ turns: [greeting()] }));
    await ask(true);
    await message().click();
    await compose('に', '日本');
    assert.equal(await message().inputValue(), '日本');
  });
});
