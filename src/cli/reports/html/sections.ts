import type { TestEntry, TestReport } from '../../../core/chatTest/testReport.ts';
import { largest, median, smallest } from '../../../core/common/median.ts';
import { rateWords, statusWords } from '../reportLines.ts';
import { latencyChart, rateBar } from './charts.ts';
import { html, type Markup } from './markup.ts';
import { latenciesByTurn } from './turnLatencies.ts';

export function problemTable(problems: TestReport['problems']): Markup {
  return html`<table>
    <caption>
      Nothing was run, because these files are not valid.
    </caption>
    <thead>
      <tr>
        <th scope="col">Where</th>
        <th scope="col">What is wrong</th>
        <th scope="col">What to do</th>
      </tr>
    </thead>
    <tbody>
      ${problems.map(
        ({ file, line, column, sentence, remedy }) =>
          html`<tr>
            <th scope="row"><bdi>${file}:${line}:${column}</bdi></th>
            <td dir="auto">${sentence}</td>
            <td dir="auto">${remedy}</td>
          </tr> `,
      )}
    </tbody>
  </table> `;
}

/** Every case with its rate; `linkTo` says where more stands about it. */
export function caseTable(
  tests: readonly TestEntry[],
  linkTo: (entry: TestEntry) => string | undefined,
): Markup {
  const row = (entry: TestEntry): Markup => {
    const target = linkTo(entry);
    const name = html`<bdi>${entry.test}</bdi>`;
    const place = [entry.file, entry.connection].filter((part) => part !== '').join(' · ');
    return html`<tr class="${entry.status}">
      <th scope="row">
        ${target === undefined ? name : html`<a href="#${target}">${name}</a>`}<br /><span class="quiet"
          ><bdi>${place}</bdi></span
        >
      </th>
      <td class="word">
        <span class="state">${statusWords[entry.status]}</span
        >${entry.quarantined ? ', quarantined' : undefined}
      </td>
      <td>${rateCell(entry)}</td>
    </tr> `;
  };
  return html`<table>
    <caption>
      Each bar is the share of runs that passed. The lighter band is where the true rate probably is (Wilson
      interval, 95 %).
    </caption>
    <thead>
      <tr>
        <th scope="col">Case</th>
        <th scope="col">Result</th>
        <th scope="col">Pass rate</th>
      </tr>
    </thead>
    <tbody>
      ${tests.map(row)}
    </tbody>
  </table> `;
}

function rateCell(entry: TestEntry): Markup | string {
  const { rate, low, high, runs } = entry;
  const words = rateWords(entry);
  if (words === undefined) return runs === 0 ? 'not run' : 'one run';
  if (rate === null || low === null || high === null) return words;
  return html`${rateBar(rate, low, high, words)}<span>${words}</span>`;
}

export function latencyCase(entry: TestEntry): Markup | undefined {
  const turns = latenciesByTurn(entry);
  const all = turns.flat();
  const middle = median(all);
  if (middle === undefined) return undefined;
  const slowest = largest(all);
  const where = turns.findIndex((latencies) => latencies.includes(slowest)) + 1;
  const words = `Latency by turn. The median of all is ${Math.round(middle)} ms; the slowest reply took ${Math.round(slowest)} ms, in turn ${where}.`;
  const cell = (value: number | undefined) =>
    html`<td class="number">${value === undefined ? '' : `${Math.round(value)} ms`}</td>`;
  const rows = turns.map((latencies, index) =>
    latencies.length === 0
      ? undefined
      : html`<tr>
          <th scope="row">${index + 1}</th>
          <td class="number">${latencies.length}</td>
          ${cell(smallest(latencies))}${cell(median(latencies))}${cell(largest(latencies))}
        </tr> `,
  );
  return html`<h3 dir="auto">${entry.test}${entry.connection === '' ? '' : ` · ${entry.connection}`}</h3>
    ${latencyChart(turns, words)}
    <details>
      <summary>
        Median ${Math.round(middle)} ms, slowest ${Math.round(slowest)} ms in turn ${where}: the figures
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Turn</th>
            <th scope="col" class="number">Replies</th>
            <th scope="col" class="number">Fastest</th>
            <th scope="col" class="number">Median</th>
            <th scope="col" class="number">Slowest</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </details> `;
}

/** Cases that do not count, and why. */
export function reasonTable(tests: readonly TestEntry[], caption: string): Markup {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Case</th>
        <th scope="col">Result</th>
        <th scope="col">Reason</th>
      </tr>
    </thead>
    <tbody>
      ${tests.map(
        ({ test, file, status, reason, firstFailure }) =>
          html`<tr class="${status}">
            <th scope="row">
              <bdi>${test}</bdi><br /><span class="quiet"><bdi>${file}</bdi></span>
            </th>
            <td class="word"><span class="state">${statusWords[status]}</span></td>
            <td dir="auto">${reason ?? firstFailure?.sentence ?? ''}</td>
          </tr> `,
      )}
    </tbody>
  </table> `;
}
