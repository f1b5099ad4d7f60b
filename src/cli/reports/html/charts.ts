import { largest, median, smallest } from '../../../core/common/median.ts';
import { html, type Markup } from './markup.ts';

const width = 200;

/** How often it passed as a bar, with the interval in which the true rate probably lies behind its end. */
export function rateBar(rate: number, low: number, high: number, words: string): Markup {
  const at = (share: number) => round(share * width);
  return html`<svg role="img" aria-label="${words}" viewBox="0 0 ${width} 16" width="${width}" height="16">
    <rect class="track" x="0" y="4" width="${width}" height="8" rx="2" />
    <rect class="fill" x="0" y="4" width="${at(rate)}" height="8" rx="2" />
    <rect
      class="interval"
      x="${at(low)}"
      y="1"
      width="${Math.max(1, round(at(high) - at(low)))}"
      height="14"
      rx="2"
    />
    <rect class="mark" x="${round(Math.max(0, at(rate) - 1))}" y="0" width="2" height="16" />
  </svg>`;
}

/** One bar of all cases, a part for each state. */
export function countBar(
  counts: readonly (readonly [state: string, count: number])[],
  words: string,
): Markup {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const whole = 600;
  let x = 0;
  const parts = counts.map(([state, count]) => {
    const size = (count / total) * whole;
    const part = html`<rect
      class="fill ${state}"
      x="${round(x)}"
      y="0"
      width="${round(size)}"
      height="14"
    />`;
    x += size;
    return part;
  });
  return html`<svg role="img" aria-label="${words}" viewBox="0 0 ${whole} 14" width="${whole}" height="14">
    ${parts}
  </svg>`;
}

const labelWidth = 56;
const plotWidth = 360;
const rowHeight = 20;
/** More turns are in the table only. */
const mostRows = 40;
/** More runs are drawn as their span only. */
const mostDots = 30;

/** A line for each turn: from the fastest reply to the slowest, a dot for each run, a mark at the median. */
export function latencyChart(turns: readonly (readonly number[])[], words: string): Markup {
  const shown = turns.slice(0, mostRows);
  const longest = Math.max(1, largest(shown.flat()));
  const at = (latencyMs: number) => round(labelWidth + (latencyMs / longest) * plotWidth);
  const rows = shown.map((latencies, index) => {
    const y = index * rowHeight + rowHeight / 2;
    const middle = median(latencies);
    if (middle === undefined) return undefined;
    const dots = latencies.length > mostDots ? [] : latencies;
    return html`<text x="0" y="${y + 4}">Turn ${index + 1}</text>
      <line class="span" x1="${at(smallest(latencies))}" x2="${at(largest(latencies))}" y1="${y}" y2="${y}" />
      ${dots.map((one) => html`<circle class="dot" cx="${at(one)}" cy="${y}" r="4" />`)}<rect
        class="mark"
        x="${at(middle) - 1}"
        y="${y - 7}"
        width="2"
        height="14"
      />
      <text x="${labelWidth + plotWidth + 12}" y="${y + 4}">${Math.round(middle)} ms</text> `;
  });
  const whole = labelWidth + plotWidth + 90;
  const height = shown.length * rowHeight;
  return html`<svg
    role="img"
    aria-label="${words}"
    viewBox="0 0 ${whole} ${height}"
    width="${whole}"
    height="${height}"
  >
    ${rows}
  </svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
