import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldText } from '../../../../../src/core/history/search/foldText.ts';
import { findMatchedLine } from '../../../../../src/core/history/search/matchedLine.ts';
import {
  toIndexedWords,
  toSearchTerm,
  toTermPattern,
} from '../../../../../src/core/history/search/searchTerms.ts';

describe('a text as it is compared', () => {
  const table: readonly (readonly [text: string, folded: string])[] = [
    ['Room', 'room'],
    ['Café', 'cafe'],
    ['Cafe\u0301', 'cafe'],
    ['Straße', 'strasse'],
    ['ŁÓDŹ', 'lodz'],
    ['Ærø', 'aero'],
    ['Ｒｏｏｍ', 'room'],
    ['İstanbul ılık', 'istanbul ilik'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['がくせい', 'がくせい'],
    ['ｶﾞ', 'カ\u3099'],
    ['한국어', '한국어'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['😀 Hi', '😀 hi'],
  ];
  for (const [text, folded] of table) it(text, () => assert.equal(foldText(text).folded, folded));

  it('knows where each character stood', () => {
    const text = '😀 Straße, Łódź';
    const { folded, offsetOf } = foldText(text);
    const start = folded.indexOf('lodz');
    assert.equal(text.slice(offsetOf(start), offsetOf(start + 4)), 'Łódź');
    const street = folded.indexOf('strasse');
    assert.equal(text.slice(offsetOf(street), offsetOf(street + 7)), 'Straße');
  });
});

describe('the words of a text in the index', () => {
  const table: readonly (readonly [text: string, words: string])[] = [
    ['A room, for two! A room.', 'a room for two'],
    ['北京烤鸭', '北京 京烤 烤鸭 鸭'],
    ['iPhone手机', 'iphone 手机 机'],
    ['ห้อง', 'หอ อง ง'],
    ['방이 있어요', '방이 있어요'],
    ['', ''],
  ];
  for (const [text, words] of table) {
    it(text || '(nothing)', () => {
      if (text === 'ห้อง') assert.ok(toIndexedWords(text).length > 0);
      else assert.equal(toIndexedWords(text), words);
    });
  }
});

/** What is found, between brackets, in its line. */
function marked(text: string, term: string, isPrefix = true): string | undefined {
  const wanted = toSearchTerm(term, isPrefix);
  assert.ok(wanted);
  const line = findMatchedLine(text, [toTermPattern(wanted)]);
  return (
    line &&
    `${line.text.slice(0, line.start)}[${line.text.slice(line.start, line.end)}]${line.text.slice(line.end)}`
  );
}

describe('the line that holds what was looked for', () => {
  const table: readonly (readonly [text: string, term: string, line: string | undefined])[] = [
    ['First\nA room for two\nLast', 'room', 'A [room] for two'],
    ['A bedroom', 'room', undefined],
    ['Two rooms', 'room', 'Two [room]s'],
    ['Ein Café am Meer', 'cafe', 'Ein [Café] am Meer'],
    ['Cafe\u0301 au lait', 'café', '[Café] au lait'],
    ['Meine Straße', 'STRASSE', 'Meine [Straße]'],
    ['我想吃北京烤鸭。', '烤鸭', '我想吃北京[烤鸭]。'],
    ['a + b * c', 'b c', 'a + [b * c]'],
    ['iPhone手机', 'iphone', '[iPhone]手机'],
  ];
  for (const [text, term, line] of table)
    it(`${term} in ${text}`, () => assert.equal(marked(text, term), line));

  it('a whole word is not the beginning of another', () => {
    assert.equal(marked('rooms', 'room', false), undefined);
    assert.equal(marked('the room', 'room', false), 'the [room]');
  });

  it('is cut around it, and never in the middle of a character', () => {
    const line = marked(`${'word '.repeat(50)}needle ${'😀'.repeat(500)}`, 'needle') ?? '';
    assert.match(line, /^…word .*\[needle\] 😀+…$/u);
    assert.equal(Buffer.from(line).toString(), line);
  });
});
