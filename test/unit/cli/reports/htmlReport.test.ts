import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlReport } from '../../../../src/cli/reports/htmlReport.ts';
import { exampleReport, hostileReport } from '../../../support/exampleReport.ts';

const page = htmlReport(exampleReport());
/** What a reader reads: without tags, and with characters as they are. */
const textOf = (source: string) =>
  source
    .replaceAll(/<style>[^]*?<\/style>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

describe('the HTML report', () => {
  it('begins with the counts, and says them once more to who does not see the bar', () => {
    const title = '1 failed, 1 not sure yet, 1 errored, 1 passed, 1 skipped, 1 quarantined';
    assert.ok(page.includes(`<title>Chat tests: ${title}</title>`));
    assert.ok(page.includes(`aria-label="Of 6 cases: ${title}."`));
  });

  it('has headings that can be walked, none left out between two levels', () => {
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    assert.equal(levels.filter((level) => level === 1).length, 1);
    for (const [index, level] of levels.entries()) assert.ok(level <= (levels[index - 1] ?? 0) + 1);
    const sections = [...page.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, name]) => name);
    assert.deepEqual(sections, [
      'What did not pass',
      'Pass rates',
      'Latency by turn',
      'Quarantined',
      'Skipped',
    ]);
  });

  it('shows the pass rate with its interval, in words for who does not see it', () => {
    assert.match(page, /aria-label="3 of 4, 1 errored; the true rate is probably between 30 and 95 %"/);
  });

  it('shows what was expected beside what came, the first failure and the transcript', () => {
    const text = textOf(page);
    assert.match(text, /First failure: run 2, turn 2 The reply does not contain "eggs"\./);
    assert.match(text, /\( ?front-desk\/a\.polyai\.yaml:9:7 ?\)/);
    assert.match(text, /Expected \(contains\) "eggs" Reply Breakfast is from seven\./);
    assert.match(text, /Transcript of run 2, failed/);
    assert.match(text, /1 more in the same run/);
    assert.match(text, /The agent answered 503\./);
  });

  it('shows latencies by turn with a table behind them', () => {
    assert.match(page, /in turn 2\."/);
    assert.match(textOf(page), /2 4 480 ms 565 ms 2400 ms/);
  });

  it('says why something did not count or did not run', () => {
    assert.match(textOf(page), /The new menu .* failed waits for Ann/);
    assert.match(textOf(page), /The spa opens .* skipped after --bail/);
  });

  it('names the problems of files that are not valid, with their remedies', () => {
    const problems = [
      {
        file: 'a.polyai.yaml',
        line: 3,
        column: 11,
        sentence: 'A message needs quotes.',
        remedy: 'Quote it.',
      },
    ];
    const text = textOf(htmlReport(exampleReport({ tests: [], problems })));
    assert.match(text, /1 problem in the files/);
    assert.match(text, /a\.polyai\.yaml:3:11 A message needs quotes\. Quote it\./);
  });

  it('runs nothing and loads nothing', () => {
    assert.doesNotMatch(page, /<script|\son\w+=|https?:|url\(|@import|<link|<iframe/i);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  });

  it('shows hostile text as text, wherever it stands', () => {
    const source = htmlReport(hostileReport());
    const tags = new Set([...source.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name));
    const known = new Set([...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name));
    assert.deepEqual(
      [...tags].filter((name) => !known.has(name)),
      [],
    );
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(source, /[\u202a-\u202e\u2066-\u2069\u0000]/);
    for (const [tag] of source.matchAll(/<[^>]*>/g))
      assert.doesNotMatch(tag, /\son\w+=|src=|javascript:.*href/i);
    assert.ok(textOf(source).includes('<script>alert(1)</script>'));
    assert.ok(textOf(source).includes('<U+202E>gnp.exe<U+2066>'));
    assert.ok(textOf(source).includes('&lt;b&gt;'));
  });
});
