import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginSearches, patternProblem, searchPattern } from '../../../../src/core/chatTest/pattern.ts';

const usable = [
  String.raw`BK-\d{5}`,
  String.raw`\b\d{1,2}(:\d{2})?\s?(am|pm)\b`,
  'room.*two',
  '.*breakfast.*',
  String.raw`\w+@\w+\.com`,
  'from (.+) to (.+) on (.+)',
  String.raw`£\d+(\.\d\d)?`,
  String.raw`(\d{3}[- ]?){2}\d{4}`,
  '(foo|bar)+',
  String.raw`(\w+, )*\w+`,
  String.raw`\p{Lu}\p{Ll}+`,
  String.raw`"([^"\\]|\\.)*"`,
  String.raw`\-foo`,
  String.raw`((\d+) nights?,? ?)+`,
  String.raw`(?<größe>\d+) cm, (?<=in )\k<größe>`,
  // An assertion is not looked into: it is matched under the time limit.
  '(?=(a+)+)',
];

const runaways = [
  '(a+)+$',
  '(a|a)*b',
  '(a|aa)+$',
  '(.*a){12}',
  String.raw`(\w+\s?)*$`,
  String.raw`^(\d+)*$`,
  '(x+x+)+y',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(a*)*',
  '(.*)*',
  '([a-zA-Z]+)*$',
  String.raw`(\s*\w+\s*)*;`,
  '^(a?){30}$',
  '(a?b?)*c',
  '(?:a|b|ab)*c',
  '((a+)b?)*c',
  String.raw`(\d+|\d)*x`,
];

describe('a regular expression of a test', () => {
  for (const source of usable) {
    it(`may be ${source}`, () => assert.equal(patternProblem(source), undefined));
  }
  for (const source of runaways) {
    it(`may not be ${source}, which could run away`, () =>
      assert.match(patternProblem(source)?.sentence ?? '', /run away/));
  }

  it('that is slow on a long reply is given up, and says nothing about the reply', () => {
    beginSearches();
    const before = process.cpuUsage();
    assert.equal(searchPattern('.*.*.*=x', 'a'.repeat(20_000), false).kind, 'tookTooLong');
    // Processor time: a busy machine may give it to others meanwhile.
    assert.ok(process.cpuUsage(before).user < 500_000);
  });

  it('finds without regard to case, and to the letter when asked', () => {
    beginSearches();
    assert.equal(searchPattern(String.raw`bk-(\d+)`, 'Your BK-20881.', false).kind, 'found');
    assert.equal(searchPattern(String.raw`bk-(\d+)`, 'Your BK-20881.', true).kind, 'none');
  });
});
