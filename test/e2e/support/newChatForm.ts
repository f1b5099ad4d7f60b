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

  /** The one that is open, or about to be. */
  static async find({ editors }: Workbench): Promise<NewChatForm> {
    const form = new NewChatForm(await editors.webview('New Chat'));
    await form.frame.locator('main.form').waitFor();
    return form;
  }

  /** By its label; behind some stands how the API spells it. */
  field(label: string): Locator {
    return this.frame.getByLabel(new RegExp(`^${label}`));
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
    await row.locator('input[id^="attribute-key"]').fill(key);
    await row.locator('select').first().selectOption({ label: type });
    const shown = row.locator('[id^="attribute-value"]');
    if (type === 'true/false') await shown.selectOption(value);
    else if (type !== 'null') await shown.fill(value);
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

  async conversationId(): Promise<string> {
    return this.frame.locator('.conversation-id').innerText();
  }
}
