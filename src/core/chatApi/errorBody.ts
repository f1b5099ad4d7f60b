import * as l10n from '@vscode/l10n';
import { isJsonObject, type JsonObject, parseJsonObject } from '../common/jsonObject.ts';

/** What an error body says: the API's own, a gateway's or a proxy's. Untrusted. */
export interface ErrorBody {
  /** Plain text on one line, shortened. */
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  /** The id that PolyAI's support asks for. */
  readonly errorId?: string | undefined;
}

const longestMessage = 300;
const longestCode = 100;

/**
 * Understands the API's two error bodies (one field, six fields), those of its neighbours (`message` with
 * `errors[]`, `error` with `code`, `detail`), a gateway's short JSON, an HTML page, and plain text.
 */
export function parseErrorBody(body: string): ErrorBody {
  // Enough for any error that was meant to be read, and an upper bound for the work below.
  const start = body.slice(0, 16_384).trim();
  if (start === '') return {};
  const json = parseJsonObject(body);
  if (json !== undefined) return fromJson(json);
  if (isMarkup(start)) return { message: textOfHtml(start) };
  // Text that begins like JSON but was cut off says nothing to a person.
  return /^[{[]/.test(start) ? {} : { message: shorten(start) };
}

/** Whether a body is a page for people, such as a login's, where JSON was to come. */
export function isWebPage(body: string): boolean {
  return isMarkup(body.slice(0, 16_384).trim());
}

/** What the page calls itself, as plain text on one line; undefined when it does not. Untrusted. */
export function titleOfWebPage(body: string): string | undefined {
  return parseErrorBody(body).message;
}

/** What such a page says about the way to the Chat API. */
export function sayWebPage(title: string | undefined): string {
  return title === undefined
    ? l10n.t('This is a web page, not the Chat API: a login or a proxy?')
    : l10n.t('This is a web page (“{0}”), not the Chat API: a login or a proxy?', title);
}

function isMarkup(start: string): boolean {
  return /^<|<html|<!doctype/i.test(start);
}

function fromJson(json: JsonObject): ErrorBody {
  // `{"error": {"message": …, "code": …}}` is common enough among gateways.
  const inner = isJsonObject(json['error']) ? json['error'] : {};
  const message =
    text(json['error_message']) ??
    text(json['error']) ??
    text(inner['message']) ??
    text(json['message']) ??
    text(json['detail']) ??
    text(json['title']);
  const fields = listOfFields(json['errors']) ?? listOfFields(json['detail']);
  const code = text(json['error_code']) ?? text(json['code']) ?? text(inner['code']);
  const errorId = text(json['error_id']);
  const whole =
    message !== undefined && fields !== undefined ? `${message} (${fields})` : (message ?? fields);
  return {
    message: whole === undefined ? undefined : shorten(whole),
    code: code === undefined ? undefined : oneLine(code).slice(0, longestCode),
    errorId: errorId === undefined ? undefined : oneLine(errorId).slice(0, longestCode),
  };
}

/** `[{field, message}]` of the Agents API, `[{loc, msg}]` of a common framework, or plain texts. */
function listOfFields(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const parts = value.flatMap((entry: unknown) => {
    if (!isJsonObject(entry)) return text(entry) ?? [];
    const message = text(entry['message']) ?? text(entry['msg']);
    const location = entry['loc'];
    const field =
      text(entry['field']) ?? (Array.isArray(location) ? location.map(textOfStep).join('.') : undefined);
    if (message === undefined) return [];
    return field === undefined ? message : `${field}: ${message}`;
  });
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** Of a location of a field. What is no name or number may be anything, of any depth. */
function textOfStep(step: unknown): string {
  return text(step) ?? '…';
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The title or the first heading, which name the error on every gateway's page; else what text there is. */
function textOfHtml(html: string): string | undefined {
  for (const element of ['title', 'h1', 'h2', 'body']) {
    const found = new RegExp(`<${element}\\b[^>]{0,500}>([^]*?)(?:</${element}\\s*>|$)`, 'i').exec(html)?.[1];
    const content = found === undefined ? '' : withoutTags(found);
    if (content !== '') return shorten(content);
  }
  const rest = withoutTags(html);
  return rest === '' ? undefined : shorten(rest);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function withoutTags(html: string): string {
  const plain = html
    .replaceAll(/<(script|style)\b[^]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replaceAll(/<!--[^]*?(?:-->|$)/g, ' ')
    .replaceAll(/<[^>]*(?:>|$)/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|nbsp);/g, (whole, name: string) => entities[name] ?? whole);
  return oneLine(plain);
}

/** Without control characters and those that turn the direction of writing around. */
function oneLine(value: string): string {
  return value.replaceAll(/[\s\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/gu, ' ').trim();
}

function shorten(value: string): string {
  const line = oneLine(value);
  if (line.length <= longestMessage) return line;
  // Not in the middle of a surrogate pair.
  const start = line.slice(0, longestMessage - 1).replace(/\p{Surrogate}$/u, '');
  return `${start.trimEnd()}…`;
}
