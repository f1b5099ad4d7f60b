import { withoutLogCommandsInMarkup } from '../../logCommands.ts';
import { escapeMarkup } from '../../../core/text/escapeMarkup.ts';
import { toVisibleText } from '../../../core/text/visibleText.ts';

/** A piece of a page that is markup already; everything else is a text and is escaped. */
export class Markup {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

/**
 * The one way to make markup: what is put into it shows as text, with the characters that reorder or hide text written
 * out. What `undefined` stands for is left out.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => text + toSource(parts[index])).join(''));
}

function toSource(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.source;
  if (typeof part === 'object') return part.map(toSource).join('');
  return escapeText(toVisibleText(String(part)));
}

function escapeText(text: string): string {
  const escaped = escapeMarkup(text).replaceAll("'", '&#39;');
  return withoutLogCommandsInMarkup(escaped);
}
