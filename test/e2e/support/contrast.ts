import type { Frame } from 'playwright-core';

/** How much the colour of what is found differs from what lies behind it, 1 to 21; what tells something needs 3. */
export function contrastOf(frame: Frame, selector: string): Promise<number> {
  return frame.evaluate<number>(`(() => {
    const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const luminance = ([red, green, blue]) => {
      const [r, g, b] = [red, green, blue].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const shown = document.querySelector(${JSON.stringify(selector)});
    let behind = shown;
    const backgroundOf = (one) => parse(getComputedStyle(one).backgroundColor);
    while (behind.parentElement && (backgroundOf(behind)[3] ?? 1) === 0) behind = behind.parentElement;
    const [a, b] = [luminance(parse(getComputedStyle(shown).color)), luminance(backgroundOf(behind))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  })()`);
}
