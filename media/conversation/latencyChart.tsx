import * as l10n from '@vscode/l10n';
import type { ConnectionFigures, LatencyFigures } from '../../src/core/history/latencyFigures.ts';
import { latencyText } from '../common/words.ts';

export interface LatencyChartProps {
  /** That of this conversation first. */
  readonly latency: readonly ConnectionFigures[] | 'reading';
  readonly language: string;
}

interface Point extends LatencyFigures {
  readonly label: string;
}

/** How fast the agent answered by day and by turn, drawn, and with the others in a table. */
export function LatencyChart({ latency, language }: LatencyChartProps) {
  const name = l10n.t('Latency');
  if (latency === 'reading' || latency.length === 0) {
    return (
      <section class="latency-chart quiet" aria-label={name} aria-busy={latency === 'reading'} role="status">
        {latency === 'reading' ? l10n.t('Reading the history…') : l10n.t('No answer was recorded yet.')}
      </section>
    );
  }
  const [own] = latency;
  const days = own?.days.map((one) => ({ ...one, label: one.day })) ?? [];
  const turns = own?.turns.map((one) => ({ ...one, label: l10n.t('Turn {0}', one.turn + 1) })) ?? [];
  const groups: readonly (readonly [title: string, points: readonly Point[]])[] = [
    [l10n.t('By connection'), latency.map((one) => ({ ...one, label: one.connection }))],
    [l10n.t('By day'), days],
    [l10n.t('By turn'), turns],
  ];
  return (
    // axe: a region that scrolls must be reachable from the keyboard.
    <section class="latency-chart" aria-label={name} tabIndex={0}>
      {groups.slice(1).map(([title, points]) => (
        <Plot title={title} points={points} language={language} />
      ))}
      <details>
        <summary>{l10n.t('All figures')}</summary>
        <table>
          <caption class="sr-only">{name}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">n</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
            </tr>
          </thead>
          {groups.map(([title, points]) => (
            <tbody>
              <tr>
                <th scope="rowgroup" colSpan={4}>
                  {title}
                </th>
              </tr>
              {points.map(({ label, answers, p50Ms, p95Ms }) => (
                <tr>
                  <th scope="row">{label}</th>
                  <td>{answers.toLocaleString(language)}</td>
                  <td>{latencyText(p50Ms, language)}</td>
                  <td>{latencyText(p95Ms, language)}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </details>
    </section>
  );
}

const [width, height, room] = [320, 90, 34];

/** Two lines that differ in more than their colour: p50 is drawn through with dots, p95 dashed with squares. */
function Plot({
  title,
  points,
  language,
}: {
  readonly title: string;
  readonly points: readonly Point[];
  readonly language: string;
}) {
  const most = Math.max(1, ...points.map(({ p95Ms }) => p95Ms));
  const answers = points.reduce((sum, one) => sum + one.answers, 0).toLocaleString(language);
  const x = (index: number) => 6 + (index * (width - room - 12)) / Math.max(1, points.length - 1);
  const y = (ms: number) => height - 6 - (ms * (height - 24)) / most;
  const last = points.at(-1);
  const [first, range] = [points[0]?.label ?? '', points.length > 1 ? ` – ${last?.label}` : ''];
  const caption = l10n.t('{0}: {1}, n {2}', title, first + range, answers);
  // Names of lines that end beside each other stand below each other.
  const p95 = Math.min(y(last?.p95Ms ?? 0), height - 17);
  const ends = { p95, p50: Math.max(y(last?.p50Ms ?? 0), p95 + 11) };
  return (
    <figure>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={caption}>
        <text x="2" y="11">
          {latencyText(most, language)}
        </text>
        <path d={`M0 ${height - 6}H${width - room}`} />
        {(['p95', 'p50'] as const).map((line) => (
          <g class={line}>
            <polyline points={points.map((one, index) => `${x(index)},${y(one[`${line}Ms`])}`).join(' ')} />
            {points.map((one, index) => {
              const [cx, cy] = [x(index), y(one[`${line}Ms`])];
              return line === 'p50' ? (
                <circle cx={cx} cy={cy} r="2.5" />
              ) : (
                <rect x={cx - 2.5} y={cy - 2.5} width="5" height="5" />
              );
            })}
            <text x={x(Math.max(0, points.length - 1)) + 6} y={ends[line] + 4}>
              {line}
            </text>
          </g>
        ))}
      </svg>
      <figcaption class="quiet">{caption}</figcaption>
    </figure>
  );
}
