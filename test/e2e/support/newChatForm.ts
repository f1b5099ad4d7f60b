import type { Frame, Locator } from 'playwright-core';
import { until } from '../../support/until.ts';
import { textNow } from '../../support/workbench/readNow.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

export interface Attribute {
  readonly key: string;
  readonly type: 'text' | 'number' | 'true/false' | 'null' | 'JSON';
  readonly value: string;
}

/** The form New Chat, as the person in front of it sees it. */
export class NewChatForm {
  readonly frame: Frame;

  private constructor(frame: Frame) {
    this.frame = frame;
  }

  /** The one that is open, or about to be; its title is the editor's language. */
  static async find({ editors }: Workbench, title = 'New Chat'): Promise<NewChatForm> {
    const form = new NewChatForm(await editors.webview(title));
    await form.frame.locator('main.form').waitFor();
    return form;
  }

  /** By its label; behind some stands how the API spells it. */
  field(label: string): Locator {
    return this.frame.getByLabel(new RegExp(`^${label}`));
  }

  /** With the keyboard, as people do: in place of what is there. */
  async type(field: Locator, text: string): Promise<void> {
    await field.click();
    // Not Ctrl+A: the editor carries it out a moment later, when the first letters are there.
    await field.selectText();
    await (text === '' ? field.press('Delete') : field.pressSequentially(text));
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name });
  }

  async view(name: 'Grid' | 'JSON'): Promise<void> {
    await this.frame.locator('.views').getByRole('button', { name }).click();
  }

  async addAttribute({ key, type, value }: Attribute): Promise<void> {
    await this.button('Add attribute').click();
    const row = this.frame.locator('.attribute-row[role="group"]').last();
    await this.type(row.locator('input[id^="attribute-key"]'), key);
    await row.locator('select').first().selectOption({ label: type });
    const shown = row.locator('[id^="attribute-value"]');
    if (type === 'true/false') await shown.selectOption(value);
    else if (type !== 'null') await this.type(shown, value);
  }

  attributesText(): Locator {
    return this.field('Attributes as JSON');
  }

  /** What will really be sent, once it says so. */
  async waitForPreview(text: string): Promise<string> {
    const preview = this.frame.locator('.wire');
    return until(`"${text}" in the request`, async () => {
      const shown = await textNow(preview);
      return shown?.includes(text) === true && shown;
    });
  }

  /** The sentences that stand under their fields. */
  problems(): Promise<string[]> {
    return this.frame.locator('.problem').allInnerTexts();
  }

  async waitForReply(text: string | RegExp): Promise<void> {
    await this.frame.locator('#result').filter({ hasText: text }).waitFor();
  }

  /** What the keyboard acts on: "button Clear". */
  focused(): Promise<string> {
    return this.frame.evaluate<string>(
      `(() => {
        const { activeElement: one } = document;
        return [one.localName, one.id].filter(Boolean).join(' ');
      })()`,
    );
  }

  async waitForFocus(control: string): Promise<void> {
    await until(`the focus on ${control}`, async () => {
      const focused = await this.focused();
      if (focused !== control) throw new Error(`It is on ${focused}.`);
      return true;
    });
  }

  /** The suggestions in view, best first. */
  async suggestions(field: string): Promise<string[]> {
    const values = this.frame.locator(`.combobox:has(#${field}) [role="option"] .combobox-value`);
    return values.filter({ visible: true }).allInnerTexts();
  }

  async conversationId(): Promise<string> {
    return this.frame.locator('.conversation-id').innerText();
  }
}
