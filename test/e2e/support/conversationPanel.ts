import type { Frame, Locator } from 'playwright-core';
import { matches, until } from '../../support/until.ts';
import type { PageElement } from '../../support/workbench/pageElement.ts';
import { textNow } from '../../support/workbench/readNow.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

export interface ShownTurn {
  readonly state: string;
  readonly user: string;
  readonly agent: string;
  /** Why there is no reply, in our words. */
  readonly failure: string;
}

/** A conversation panel, as the person in front of it sees it. */
export class ConversationPanel {
  readonly frame: Frame;
  /** Ours: which conversation it shows. */
  readonly id: string;
  readonly #workbench: Workbench;

  private constructor(workbench: Workbench, frame: Frame, id: string) {
    this.#workbench = workbench;
    this.frame = frame;
    this.id = id;
  }

  /** The one that a chat has just opened, once it has the keyboard: until then what is typed goes elsewhere. */
  static async created(
    workbench: Workbench,
    options: { readonly not?: ConversationPanel } = {},
  ): Promise<ConversationPanel> {
    // One that comes back with the window may be in view before it.
    return until(
      'a chat that has the keyboard',
      async () => {
        const panel = await ConversationPanel.find(workbench, options);
        return (await panel.#hasFocus('#message')) && panel;
      },
      { timeoutMs: 45_000 },
    );
  }

  /** The one in view, or about to be; `not` is the one that was there before. */
  static find(
    workbench: Workbench,
    { not }: { readonly not?: ConversationPanel } = {},
  ): Promise<ConversationPanel> {
    return until(
      'the conversation panel',
      async () => {
        for (const outer of await workbench.page.locator('iframe.webview.ready:visible').elementHandles()) {
          const frame = await (await (await outer.contentFrame())?.$('#active-frame'))?.contentFrame();
          const id = (await frame?.locator('main.page:has(.foot)').count())
            ? await frame?.locator('#root').getAttribute('data-subject', { timeout: 1000 })
            : undefined;
          if (frame && id && id !== not?.id) return new ConversationPanel(workbench, frame, id);
        }
        return undefined;
      },
      { timeoutMs: 30_000 },
    );
  }

  /** Where the next message is typed. */
  get message(): Locator {
    return this.frame.locator('#message');
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name });
  }

  turn(index: number): Locator {
    return this.frame.locator(`.turn[data-index="${index}"]`);
  }

  /** The composer has the keyboard. */
  async waitForFocus(selector = '#message'): Promise<void> {
    await until(`the focus on ${selector}`, () => this.#hasFocus(selector));
  }

  #hasFocus(selector: string): Promise<boolean> {
    return this.frame.evaluate<boolean>(
      `document.hasFocus() && document.activeElement?.matches(${JSON.stringify(selector)}) === true`,
    );
  }

  /** Types and presses Enter, into whatever has the keyboard. Line breaks are Shift+Enter. */
  async say(text: string): Promise<void> {
    const { keyboard } = this.#workbench.page;
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) await keyboard.press('Shift+Enter');
      await keyboard.type(line);
    }
    await this.waitForMessage(text);
    await keyboard.press('Enter');
  }

  async waitForMessage(text: string): Promise<void> {
    await until(`"${text}" in the composer`, async () => {
      const shown = await this.message.inputValue({ timeout: 1000 });
      if (shown !== text) throw new Error(`It holds "${shown}".`);
      return true;
    });
  }

  /** Says something and waits until it is answered, or has failed. */
  async ask(text: string): Promise<ShownTurn> {
    const before = (await this.turns()).length;
    await this.say(text);
    return this.waitForTurn(before);
  }

  /** The turn, once it is no longer waited for. */
  waitForTurn(index: number): Promise<ShownTurn> {
    return until(`turn ${index + 1}`, async () => {
      const turn = (await this.turns())[index];
      return turn !== undefined && turn.state !== 'pending' && turn;
    });
  }

  turns(): Promise<ShownTurn[]> {
    return this.frame.locator('.turn').evaluateAll(readTurns);
  }

  /** "open 4 turns p50 640 ms" */
  async head(): Promise<string> {
    return ((await textNow(this.frame.locator('.head-state'))) ?? '').replaceAll(/\s+/g, ' ');
  }

  waitForHead(text: string | RegExp): Promise<string> {
    return until(`"${text}" in the head`, async () => {
      const head = await this.head();
      if (!matches(head, text)) throw new Error(`It says "${head}".`);
      return head;
    });
  }

  /** Why nothing more can be said, and what is offered instead. */
  async lock(): Promise<{ readonly sentence: string; readonly actions: readonly string[] }> {
    const line = this.frame.locator('.lock');
    await line.waitFor();
    return {
      sentence: (await line.locator('.lock-sentence').innerText()).trim(),
      actions: await line.locator('.lock-actions button').allInnerTexts(),
    };
  }
}

/** The palette without the mouse, once more if something took the keyboard from it. */
export async function runByKeyboard(workbench: Workbench, command: string): Promise<void> {
  const { quickInput } = workbench;
  const isOnTop = async () => (await quickInput.items())[0]?.label === command;
  await until(`"${command}" on top`, async () => {
    await workbench.press('F1');
    await until('the palette', () => quickInput.hasKeyboard(), { timeoutMs: 2000 });
    await workbench.page.keyboard.insertText(command);
    return until('its row', isOnTop, { timeoutMs: 2000 });
  });
  await workbench.press('Enter');
}

/** Runs in the page. */
function readTurns(rows: readonly PageElement[]): ShownTurn[] {
  return rows.map((row) => {
    // A reply may have megabytes.
    const text = (part: string) => (row.querySelector(part)?.textContent ?? '').slice(0, 50_000);
    return {
      state: /\b(pending|answered|failed|unknown)\b/.exec(row.getAttribute('class') ?? '')?.[1] ?? '',
      user: text('.line.user .said-text .untrusted'),
      agent: text('.line.agent .said-text .untrusted'),
      failure: [...row.querySelectorAll('.failure-sentence strong, .failure-sentence .untrusted')]
        .map((part) => part.textContent ?? '')
        .join(' '),
    };
  });
}
