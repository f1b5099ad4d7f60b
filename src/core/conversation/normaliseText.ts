/** What two conversations may differ in without that being a difference; each by choice. */
export const normalisable = ['dates', 'times', 'amounts', 'ids', 'whiteSpace'] as const;

export type Normalisable = (typeof normalisable)[number];

const months =
  '(?:jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|mär(?:z)?|apr(?:il)?|ma[yi]|june?|juni|july?|juli|aug(?:ust)?|sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)';

const number = String.raw`\d{1,15}(?:[.,\u00a0 ]\d{3}){0,6}(?:[.,]\d{1,4})?`;
const currency = String.raw`(?:[€$£¥]|\b(?:eur|usd|gbp|chf)\b)`;
const currencyAfter = String.raw`(?:[€$£¥%]|(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|percent|prozent)(?![\p{L}\d]))`;

/*
 * In the order in which they are applied: an id may hold what looks like a date, a date what looks like an amount. No
 * repetition stands inside another without a limit, so that a hostile reply takes no longer than its length.
 */
const patterns: Readonly<Record<Normalisable, readonly (readonly [pattern: RegExp, replacement: string])[]>> =
  {
    ids: [
      [/(?<![\p{L}\d])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\p{L}\d])/giu, '‹id›'],
      [/(?<![\p{L}\d])\p{Lu}{2,12}[-_#]?\d{3,32}(?![\p{L}\d])/gu, '‹id›'],
      [/(?<![\p{L}\d.,])#?\d{6,32}(?![\p{L}\d]|[.,]\d)/gu, '‹id›'],
      [/(?<![\p{L}\d])(?=[a-f]{0,32}\d)(?=\d{0,32}[a-f])[\da-f]{8,64}(?![\p{L}\d])/giu, '‹id›'],
    ],
    dates: [
      [/\b\d{4}-\d{2}-\d{2}(?!\d)/g, '‹date›'],
      [/\b\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)/g, '‹date›'],
      [
        new RegExp(
          String.raw`\b\d{1,2}(?:\.|st|nd|rd|th)? (?:of )?${months}(?!\p{L})\.?(?:,? \d{4}(?!\d))?`,
          'giu',
        ),
        '‹date›',
      ],
      [
        new RegExp(
          String.raw`(?<!\p{L})${months}\.? \d{1,2}(?:st|nd|rd|th)?(?![\d:])(?:,? \d{4}(?!\d))?`,
          'giu',
        ),
        '‹date›',
      ],
    ],
    times: [
      [
        /T?(?<!\d)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?!\d)(?: ?[ap]\.?m\b\.?|Z|[+-]\d{2}:\d{2}| Uhr\b)?/gi,
        '‹time›',
      ],
      [/(?<!\d)\d{1,2} ?(?:[ap]\.?m\b\.?|o'clock|Uhr\b)/gi, '‹time›'],
    ],
    amounts: [
      [new RegExp(`${currency} ?${number}`, 'giu'), '‹amount›'],
      [new RegExp(String.raw`(?<![\d.,])${number} ?${currencyAfter}`, 'giu'), '‹amount›'],
    ],
    whiteSpace: [[/\s+/g, ' ']],
  };

const order: readonly Normalisable[] = ['dates', 'times', 'amounts', 'ids', 'whiteSpace'];

/** A longer text would hold the thread; it is data, where every character matters. */
const longestNormalised = 100_000;

/** The text with what is to be ignored put as ‹date›, ‹time›, ‹amount› and ‹id›; a very long one as it is. */
export function normaliseText(text: string, ignored: readonly Normalisable[]): string {
  if (text.length > longestNormalised) return text;
  let result = text;
  for (const kind of order) {
    if (!ignored.includes(kind)) continue;
    for (const [pattern, replacement] of patterns[kind]) result = result.replaceAll(pattern, replacement);
  }
  return ignored.includes('whiteSpace') ? result.trim() : result;
}
