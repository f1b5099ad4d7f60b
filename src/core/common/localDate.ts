/** The day of a moment on this machine's calendar, as `2026-11-24`. */
export function toLocalDate(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
