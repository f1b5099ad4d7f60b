import type { TestEntry, TestReport } from '../../core/chatTest/testReport.ts';
import { countBar } from './html/charts.ts';
import { failedCase } from './html/failedCase.ts';
import { html, type Markup } from './html/markup.ts';
import { caseTable, latencyCase, problemTable, reasonTable } from './html/sections.ts';
import { styles } from './html/styles.ts';
import { statusWords } from './reportLines.ts';

type Count = TestEntry['status'] | 'quarantined';
const countNames: readonly Count[] = ['failed', 'notSure', 'errored', 'passed', 'skipped', 'quarantined'];
const countWords: Readonly<Record<Count, string>> = { ...statusWords, quarantined: 'quarantined' };

/** One file that reads well without scripts: summary, rates, latencies, and each failure with what was expected. */
export function htmlReport(report: TestReport): string {
  const { tests, problems } = report;
  const broken = tests.filter(isBroken).toSorted((a, b) => Number(a.quarantined) - Number(b.quarantined));
  const ids = new Map(broken.map((entry, index) => [entry, `case-${index + 1}`]));
  const quarantined = tests.filter((entry) => entry.quarantined);
  const skipped = tests.filter((entry) => entry.status === 'skipped' && !entry.quarantined);
  const latencies = tests.flatMap((entry) => latencyCase(entry) ?? []);
  const sections = [
    section('problems', 'Problems', problems.length > 0 ? problemTable(problems) : undefined),
    section(
      'failures',
      'What did not pass',
      broken.length > 0 ? html`${broken.map((entry) => failedCase(entry, ids.get(entry) ?? ''))}` : undefined,
    ),
    section(
      'cases',
      'Pass rates',
      tests.length > 0 ? caseTable(tests, (entry) => ids.get(entry)) : undefined,
    ),
    section('latency', 'Latency by turn', latencies.length > 0 ? html`${latencies}` : undefined),
    section(
      'quarantined',
      'Quarantined',
      quarantined.length > 0 ? reasonTable(quarantined, 'They ran and do not count.') : undefined,
    ),
    section('skipped', 'Skipped', skipped.length > 0 ? reasonTable(skipped, 'They did not run.') : undefined),
  ].filter((one) => one !== undefined);
  const title = headline(report);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="color-scheme" content="light dark" />
        <title>Chat tests: ${title}</title>
        <style>
          ${styles}
        </style>
      </head>
      <body>
        <header>
          <h1>Chat tests: ${title}</h1>
          ${runFacts(report)}
        </header>
        <main>
          ${summary(report)}${
            sections.length > 1
              ? html`<nav aria-label="Sections">
                  ${sections.map(({ id, name }, index) => html`${index === 0 ? '' : ' · '}<a href="#${id}">${name}</a>`)}
                </nav> `
              : undefined
          }${sections.map(({ body }) => body)}
        </main>
      </body>
    </html> `.source;
}

function isBroken({ status }: TestEntry): boolean {
  return status === 'failed' || status === 'notSure' || status === 'errored';
}

function section(id: string, name: string, content: Markup | undefined) {
  if (content === undefined) return undefined;
  const body = html`<section aria-labelledby="${id}">
    <h2 id="${id}">${name}</h2>
    ${content}
  </section> `;
  return { id, name, body };
}

function headline({ summary: counts, problems, tests }: TestReport): string {
  if (problems.length > 0)
    return `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the files`;
  if (tests.length === 0) return 'nothing was run';
  return countNames
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${countWords[name]}`)
    .join(', ');
}

function runFacts({ startedAt, durationMs, seed, commit }: TestReport): Markup {
  const facts = [
    `Started ${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}`,
    `took ${(durationMs / 1000).toFixed(1)} s`,
    ...(seed === null ? [] : [`order of --shuffle ${seed}`]),
    ...(commit === null
      ? []
      : [
          `commit ${commit.id.slice(0, 12)}${commit.branch === null ? '' : ` on ${commit.branch}`}${commit.dirty ? ', with changes that are not committed' : ''}`,
        ]),
  ];
  return html`<p class="quiet">${facts.join(' · ')}</p> `;
}

function summary({ summary: counts, tests }: TestReport): Markup | undefined {
  if (tests.length === 0) return undefined;
  const present = countNames.filter((name) => counts[name] > 0);
  const words = `Of ${tests.length} ${tests.length === 1 ? 'case' : 'cases'}: ${present.map((name) => `${counts[name]} ${countWords[name]}`).join(', ')}.`;
  return html`<ul class="counts" aria-label="Summary">
      ${present.map((name) => html`<li class="${name}"><strong class="state">${counts[name]}</strong> ${countWords[name]}</li> `)}
    </ul>
    ${countBar(
      present.map((name) => [name, counts[name]] as const),
      words,
    )}`;
}
