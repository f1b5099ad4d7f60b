import { toLocalDate } from '../common/localDate.ts';

/** `${date:+3d:weekday}`: so many days from today, shown in one of three ways. */
export interface DateExpression {
  readonly days: number;
  readonly months: number;
  readonly show: 'iso' | 'weekday' | 'long';
}

const farthest = 100_000;

/** Reads what stands behind `date:`; undefined when it is not understood. */
export function parseDateExpression(parts: readonly string[]): DateExpression | undefined {
  let days = 0;
  let months = 0;
  let show: DateExpression['show'] = 'iso';
  const words = parts.map((part) => part.trim());
  if (words.length > 2) return undefined;
  const [first] = words;
  if (first !== undefined && /^[+-]\d+[dwmy]$/.test(first)) {
    words.shift();
    const count = Number(first.slice(0, -1));
    if (Math.abs(count) > farthest) return undefined;
    const unit = first.at(-1);
    if (unit === 'd') days = count;
    else if (unit === 'w') days = count * 7;
    else if (unit === 'm') months = count;
    else months = count * 12;
  }
  const [word, ...more] = words;
  if (more.length > 0) return undefined;
  if (word === 'weekday' || word === 'long') show = word;
  else if (word !== undefined && word !== 'iso') return undefined;
  return { days, months, show };
}

/** In local time, as a person counts days. `language` is the test's; one that is not known reads as English. */
export function showDate({ days, months, show }: DateExpression, now: Date, language: string): string {
  const date = new Date(now.getFullYear(), now.getMonth() + months, 1);
  const lastDay = new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate();
  date.setDate(Math.min(now.getDate(), lastDay) + days);
  if (show === 'iso') return toLocalDate(date);
  const format: Intl.DateTimeFormatOptions =
    show === 'weekday' ? { weekday: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' };
  try {
    return new Intl.DateTimeFormat(language, format).format(date);
  } catch {
    return new Intl.DateTimeFormat('en-GB', format).format(date);
  }
}
