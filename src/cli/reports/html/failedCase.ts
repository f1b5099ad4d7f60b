import type { ReportedFailure, TestEntry } from '../../../core/chatTest/testReport.ts';
import { firstUnstableTurn, isAlwaysTheSame, otherFailures, rateWords, statusWords } from '../reportLines.ts';
import { html, type Markup } from './markup.ts';
import { transcript } from './transcript.ts';

/** More transcripts of one case would bury the report; the JSON report has them all. */
const mostTranscripts = 10;

/** A case that did not pass: what broke first, replies beside what was expected, and what was said. */
export function failedCase(entry: TestEntry, id: string): Markup {
  const { test, file, line, status, connection, tags, reason, firstFailure, quarantined } = entry;
  const facts = [
    `${file}:${firstFailure?.line ?? line}`,
    ...(connection === '' ? [] : [connection]),
    ...tags.map((tag) => `#${tag}`),
  ];
  const unstable = firstUnstableTurn(entry);
  return html`<article class="case ${status}" id="${id}" aria-labelledby="${id}-name">
    <h3 id="${id}-name" dir="auto">
      <span class="state">${statusWords[status]}</span>${quarantined ? ' (quarantined)' : undefined}: ${test}
    </h3>
    <p class="quiet">${facts.map((fact, index) => html`${index === 0 ? '' : ' · '}<bdi>${fact}</bdi>`)}</p>
    ${paragraph(rateWords(entry))}${
      unstable === undefined
        ? undefined
        : paragraph(`Turn ${unstable} is the first that is not the same in every run.`)
    }${isAlwaysTheSame(entry) ? paragraph('All runs got the same replies.') : undefined}${paragraph(reason)}
    ${firstFailure === undefined ? undefined : firstOf(entry, firstFailure)}${othersOf(entry)}${transcriptsOf(entry)}
  </article> `;
}

function paragraph(text: string | undefined): Markup | undefined {
  return text === undefined ? undefined : html`<p dir="auto">${text}</p> `;
}

function firstOf(
  { runs, file, conversations }: TestEntry,
  first: NonNullable<TestEntry['firstFailure']>,
): Markup {
  const { run, turn, line, column, sentence } = first;
  const reached = conversations[run - 1]?.turns[turn - 1];
  return html`<h4>First failure: ${runs > 1 ? `run ${run}, ` : ''}turn ${turn}</h4>
    <p dir="auto">${sentence} <span class="quiet">(<bdi>${file}:${line}:${column}</bdi>)</span></p>
    ${reached?.user === undefined ? undefined : html`<p><span class="quiet">You:</span> <bdi>${reached.user}</bdi></p> `}${beside(first, reached?.reply)}`;
}

/** What was expected beside what came; the whole reply where a check looked at something else of it. */
function beside({ check, expected, actual }: ReportedFailure, reply: string | undefined): Markup {
  const box = (title: string, text: string) =>
    html`<div>
      <h5>${title}</h5>
      <pre dir="auto">${text}</pre>
    </div> `;
  const isReply = reply === undefined || actual === reply;
  return html`<div class="beside">
    ${box(`Expected (${check})`, expected)}${box(isReply ? 'Reply' : 'Actual', actual)}${isReply ? undefined : box('Reply', reply)}
  </div> `;
}

/** Every other check that did not hold in the same run. */
function othersOf(entry: TestEntry): Markup | undefined {
  const others = otherFailures(entry);
  if (others.length === 0) return undefined;
  return html`<details>
    <summary>${others.length} more in the same run</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">Turn</th>
          <th scope="col">What does not hold</th>
          <th scope="col">Expected</th>
          <th scope="col">Actual</th>
        </tr>
      </thead>
      <tbody>
        ${others.map(
          ({ failure, turn }) =>
            html`<tr>
              <th scope="row">${turn}</th>
              <td dir="auto">${failure.sentence}</td>
              <td dir="auto">${failure.expected}</td>
              <td dir="auto">${failure.actual}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </details> `;
}

/** The failed runs first, because they are what is looked for. */
function transcriptsOf({ conversations }: TestEntry): Markup {
  const rank = { failed: 0, errored: 1, passed: 2 } as const;
  const runs = conversations
    .map((conversation, index) => ({ conversation, run: index + 1 }))
    .toSorted((a, b) => rank[a.conversation.status] - rank[b.conversation.status] || a.run - b.run);
  const left = runs.length - mostTranscripts;
  return html`${runs.slice(0, mostTranscripts).map(({ conversation, run }) => transcript(conversation, run))}${
    left > 0 ? html`<p class="quiet">${left} more are in the JSON report.</p> ` : undefined
  }`;
}
