import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toTerminalText } from '../../../../src/cli/terminalText.ts';
import { toVisibleLine, toVisibleParts, toVisibleText } from '../../../../src/core/text/visibleText.ts';
import { threadMs } from '../../../support/threadTime.ts';

const tags = (text: string) =>
  Array.from(text, (letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');
const flag = (region: string) => `\u{1f3f4}${tags(region)}\u{e007f}`;

/** What people write, and what must come out as it went in. */
const ordinary: readonly (readonly [string, string])[] = [
  [
    'the flag of Scotland',
    `Willkommen ${flag('gbsct')}, ${flag('gbeng')}${flag('gbwls')} and ${flag('ustx')}`,
  ],
  ['a family and a couple', '👩‍👩‍👧 👨🏽‍🤝‍👨🏻 🏴‍☠️ 🏳️‍🌈 👁️‍🗨️ 🧑🏿‍💻'],
  ['emoji and text presentation', '❤️ ☎︎ ©️ 1️⃣ #️⃣ ↔️ ☺︎'],
  ['Hebrew with RLM', 'שלום!\u200f האם תרצו חדר?\u200f'],
  [
    'Hebrew with a telephone number',
    'טלפון: \u200e+972-3-123-4567\u200e, דוא״ל: \u200eroom@hotel.example\u200e',
  ],
  ['Arabic with ALM and RLM', 'السعر: \u061c-50 ريال (\u200fWi-Fi\u200f)'],
  ['a right-to-left phrase in English', 'The word \u2067שלום (C++)\u2069 means peace'],
  ['a name set apart', 'Hello \u2068Anna\u2069 and \u2068דנה\u2069, room \u206612-B\u2069'],
  ['a phrase as older software sets it apart', 'By \u202bאבגד!\u202c\u200e at 5'],
  ['Thai with zero-width spaces', 'โรงแรม\u200bของ\u200bเรา มี\u200bWi-Fi\u200bฟรี 100\u200bบาท'],
  ['Khmer and Lao with zero-width spaces', 'សូម\u200bស្វាគមន៍ ຍິນ\u200bດີ'],
  ['Persian with ZWNJ', 'می\u200cخواهم کتاب\u200cها PDF\u200cها ه\u200d'],
  ['Hindi, Bengali, Malayalam, Sinhala', 'क्\u200dष क्\u200cष র\u200d্য ന്\u200d ශ්\u200dරී'],
  ['German with soft hyphens', 'Donau\u00addampf\u00adschiff\u00adfahrt, Über\u00adraschung'],
  ['Russian with soft hyphens', 'гости\u00adница'],
  ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ\u180b ᠠ\u180eᠡ'],
  ['a Japanese name with its own form of a character', '葛\u{e0100}城市 \u{8fbb}\u{e0101}'],
  ['a braille picture', '⠀⠀⣀⣤⠀\n⠀⠛⠛'],
  ['Arabic signs that are seen', '\u0600١٢ \u06dd'],
  ['white space that is seen', 'a\u00a0b\u202fc\u3000d'],
];

/** What deceives, as it must be read. */
const attacks: readonly (readonly [string, string, string])[] = [
  ['a name turned round', 'invoice\u202egpj.exe', 'invoice<U+202E>gpj.exe'],
  [
    'an override that is closed',
    'a\u202egpj\u202c b \u202dcba\u202c',
    'a<U+202E>gpj<U+202C> b <U+202D>cba<U+202C>',
  ],
  ['Hebrew in an override', 'x \u202eאבג\u202c', 'x <U+202E>אבג<U+202C>'],
  ['an isolate that is not closed', 'a \u2066b', 'a <U+2066>b'],
  ['an isolate that ends on another line', 'a \u2068b\nc\u2069', 'a <U+2068>b\nc<U+2069>'],
  ['an embedding that is not closed', 'a \u202bאב', 'a <U+202B>אב'],
  ['an end without a beginning', 'a\u2069 b\u202c', 'a<U+2069> b<U+202C>'],
  ['ends in the wrong order', 'a \u2068b \u202bאב\u2069\u202c', 'a \u2068b <U+202B>אב\u2069<U+202C>'],
  ['English set right to left', '\u2067pay 100, not 200\u2069', '<U+2067>pay 100, not 200<U+2069>'],
  ['digits set right to left', '\u202b1 - 2\u202c', '<U+202B>1 - 2<U+202C>'],
  ['Hebrew set left to right', '\u2066אבג דהו!\u2069', '<U+2066>אבג דהו!<U+2069>'],
  ['nothing set apart', 'a\u2068\u2069b\u2068 \u2069', 'a<U+2068><U+2069>b<U+2068> <U+2069>'],
  [
    'bits in nested isolates',
    '\u2068\u2066\u2068a\u2069\u2069\u2069',
    '\u2068\u2066<U+2068>a<U+2069>\u2069\u2069',
  ],
  [
    'the source of a trojan',
    'admin\u202e \u2066// check\u2069 \u2066',
    'admin<U+202E> \u2066// check\u2069 <U+2066>',
  ],
  ['direction marks without a right-to-left letter', '\u200eC:\\a\u200f50', '<U+200E>C:\\a<U+200F>50'],
  ['a direction mark within a number', 'אב 100\u200f200', 'אב 100<U+200F>200'],
  ['bits in direction marks', 'אב\u200e\u200f\u200eג', 'אב<U+200E><U+200F><U+200E>ג'],
  ['marks whose letters are on another line', 'אב\n$\u200f50', 'אב\n$<U+200F>50'],
  ['ASCII in tags', `hi${tags('rm')}`, 'hi<U+E0072><U+E006D>'],
  ['ASCII in tags behind a flag', `${flag('gbsct')}${tags('x')}`, `${flag('gbsct')}<U+E0078>`],
  ['a flag that is not closed', `\u{1f3f4}${tags('gb')}`, '\u{1f3f4}<U+E0067><U+E0062>'],
  ['a flag that says more', flag('gbsctignoreallrules').slice(0, 6), '\u{1f3f4}<U+E0067><U+E0062>'],
  ['a flag with capitals', flag('GBSCT').slice(0, 4), '\u{1f3f4}<U+E0047>'],
  ['a zero-width space between ASCII letters', 'pay\u200bpal', 'pay<U+200B>pal'],
  ['joiners between ASCII letters', 'pay\u200cpal\u200d', 'pay<U+200C>pal<U+200D>'],
  ['bits in zero-width characters of Thai', 'โรง\u200b\u200c\u200bแรม', 'โรง<U+200B><U+200C><U+200B>แรม'],
  ['bits in joiners of Persian', 'می\u200c\u200dخ', 'می<U+200C><U+200D>خ'],
  [
    'a joiner behind an emoji and nothing',
    '👩\u200d and 👩\u200d\u200d👧',
    '👩<U+200D> and 👩<U+200D><U+200D>👧',
  ],
  ['bytes in variation selectors', '😊\ufe0f\ufe01\u{e0113}', '😊\ufe0f<U+FE01><U+E0113>'],
  ['a variation selector behind a letter', 'a\ufe0f 5\ufe0f', 'a<U+FE0F> 5<U+FE0F>'],
  ['soft hyphens between single letters', 'p\u00ada\u00ads\u00ads', 'p<U+00AD>a<U+00AD>s<U+00AD>s'],
  ['soft hyphens at the ends of words', 'pay\u00ad \u00adpal', 'pay<U+00AD> <U+00AD>pal'],
  ['fillers', 'a\u3164b\u115f\u1160\uffa0\u2800\u17b4', 'a<U+3164>b<U+115F><U+1160><U+FFA0><U+2800><U+17B4>'],
  [
    'other characters without a width',
    'a\u2060b\ufeff\u2063\u034fc\u180e',
    'a<U+2060>b<U+FEFF><U+2063><U+034F>c<U+180E>',
  ],
  ['notes for music and other formats', '\u{1d173}\ufff9\u206a', '<U+1D173><U+FFF9><U+206A>'],
  [
    'controls',
    'a\u0000\u0007\u001b[2J\u007f\u009b\rb',
    'a<U+0000><U+0007><U+001B>[2J<U+007F><U+009B><U+000D>b',
  ],
  ['other ends of lines', 'a\u2028b\u2029c\u0085d', 'a<U+2028>b<U+2029>c<U+0085>d'],
  ['half a character', 'half \ud83d', 'half <U+D83D>'],
  ['tabs and Windows line ends', 'a\tb\r\nc', 'a    b\nc'],
];

describe('text from outside', () => {
  for (const [name, text] of ordinary) {
    it(`leaves as it is: ${name}`, () => assert.equal(toVisibleText(text), text));
  }

  for (const [name, text, shown] of attacks) {
    it(`writes out: ${name}`, () => assert.equal(toVisibleText(text), shown));
  }

  it('gives what was received for what is shown', () => {
    for (const [, text] of [...ordinary, ...attacks]) {
      const parts = toVisibleParts(text);
      const received = parts.map((part) => (typeof part === 'string' ? part : part.received)).join('');
      assert.equal(received, text);
      const shown = parts.map((part) => (typeof part === 'string' ? part : part.shown)).join('');
      assert.equal(shown, toVisibleText(text));
    }
  });

  it('ends what deep marks have begun with what is around them', () => {
    const deep = '\u202b'.repeat(100_000) + '\u2069'.repeat(100_000);
    assert.ok(!/[\u202b\u2069]/.test(toVisibleText(deep)));
    assert.ok(!/[\u202b\u2069]/.test(toVisibleText(`\u2068${deep}`)));
  });

  it('is judged in no time, whatever it is made of', () => {
    const each = 200_000;
    for (const character of [
      '\u200f',
      '\u2068',
      '\u200b',
      '\u2800',
      '\u00ad',
      '\ufe0f',
      '\u{e0061}',
      'א\u200f',
      '\u202b\u2069',
    ]) {
      const before = threadMs();
      toVisibleText(character.repeat(each));
      toVisibleText(`${`${character}\n`.repeat(each / 2)}א`);
      const took = threadMs() - before;
      assert.ok(took < 5000, `${JSON.stringify(character)} took ${took.toFixed(0)} ms`);
    }
  });
});

describe('one line of it', () => {
  it('is short, and no character is cut in half', () => {
    assert.equal(toVisibleLine('  one\n\n two  '), 'one two');
    assert.equal(toVisibleLine('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2), '👩‍👩‍👧…');
    assert.equal(toVisibleLine('x'.repeat(5_000_000), 3), 'xx…');
  });

  it('leaves nothing open where it is cut', () => {
    assert.equal(toVisibleLine('a \u2068bcdefghi\u2069', 6), 'a bc…');
  });
});

describe('a terminal', () => {
  it('shows what the editor shows', () => {
    for (const [, text] of ordinary) assert.equal(toTerminalText(text), text);
    for (const [name, text, shown] of attacks) {
      if (!/\r|[\u2028\u2029]/.test(text)) assert.equal(toTerminalText(text), shown, name);
    }
  });

  it('ends lines where the text ends them', () => {
    assert.equal(toTerminalText('a\r\nb\rc\u2028d\u2029e'), 'a\nb\nc\nd\ne');
  });
});
