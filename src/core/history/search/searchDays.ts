/**
 * The beginning of a day of the local calendar as ISO 8601: `2026-11-24`, `2026-11`, `2026`, `today`, `yesterday`, or
 * so long ago: `7d`, `2w`, `3m`, `1y`. Undefined for anything else.
 */
export function readDay(text: string, now: number): string | undefined {
  const date = readDate(text) ?? readAgo(text.toLowerCase(), new Date(now));
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function readDate(text: string): Date | undefined {
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  // The 31st of February is none.
  return date.getMonth() === Number(month) - 1 ? date : undefined;
}

function readAgo(text: string, now: Date): Date | undefined {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (text === 'today') return new Date(year, month, day);
  if (text === 'yesterday') return new Date(year, month, day - 1);
  const [, digits, unit] = /^(\d{1,4})([dwmy])$/.exec(text) ?? [];
  const count = Number(digits);
  switch (unit) {
    case 'd':
      return new Date(year, month, day - count);
    case 'w':
      return new Date(year, month, day - 7 * count);
    case 'm':
      return new Date(year, month - count, day);
    case 'y':
      return new Date(year - count, month, day);
    default:
      return undefined;
  }
}
