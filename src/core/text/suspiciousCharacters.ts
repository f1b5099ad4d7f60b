/*
 * Characters that are not seen and that deceive in one place and belong in another: a joiner is spelling in Persian
 * and a hiding place in English. The expressions are made when first needed: their tables cost milliseconds that
 * loading the extension must not wait for.
 */
import { DirectionMarks } from './directionMarks.ts';

/** Says whether a character, at its place in the text, is what people write there. */
export type Judge = (character: string, index: number) => boolean;

let suspicious: RegExp | undefined;
let belonging: RegExp | undefined;

/** The tags behind a black flag that name a part of a country, as `gbsct`; the whole flag is one character. */
const flag = String.raw`\u{1f3f4}[\u{e0061}-\u{e007a}]{2}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{1,3}\u{e007f}`;

/**
 * Finds everything to judge: tabs and Windows line ends, flags, controls and halves of characters, other line ends,
 * and all that has no width. Ends of lines stay.
 */
export function suspiciousCharacters(): RegExp {
  return (suspicious ??= new RegExp(
    String.raw`\r\n|${flag}|(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800]`,
    'gu',
  ));
}

/** Letters, signs and marks of scripts, by the names that Unicode gives these. */
function scripts(names: string): string {
  return `[${names
    .split(' ')
    .map((name) => String.raw`\p{Script_Extensions=${name}}`)
    .join('')}]`;
}

/** What the characters belong to, each with the place where it does. One alone: several in a row are a message. */
function belongingCharacters(): RegExp {
  if (belonging) return belonging;
  const joined = scripts(
    'Arabic Syriac Nko Mandaic Adlam Hanifi_Rohingya Mongolian Phags_Pa Devanagari Bengali Gurmukhi Gujarati ' +
      'Oriya Tamil Telugu Kannada Malayalam Sinhala Tibetan Myanmar Khmer Balinese Javanese',
  );
  const unspaced = scripts(
    'Thai Lao Khmer Myanmar Tai_Le New_Tai_Lue Tai_Tham Tai_Viet Tibetan Balinese Javanese Han Hiragana Katakana ' +
      'Bopomofo Yi',
  );
  const unseen = String.raw`[\p{Default_Ignorable_Code_Point}]`;
  const hyphenated = String.raw`(?:[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}{0,4})`;
  const emoji = String.raw`\p{Extended_Pictographic}`;
  const beside = (character: string, neighbour: string) =>
    `(?<!${unseen})${character}(?!${unseen})(?:(?<=${neighbour}${character})|(?=${neighbour}))`;
  belonging = new RegExp(
    [
      // Spelling.
      beside(String.raw`[\u200c\u200d]`, joined),
      beside(String.raw`\u200b`, unspaced),
      String.raw`(?<=${hyphenated}{2})\u00ad(?=${hyphenated}{2})`,
      String.raw`(?<=\p{M})\u034f(?=\p{M})`,
      String.raw`(?<=\p{Script=Mongolian})[\u180b-\u180f]`,
      // Forms of characters.
      String.raw`(?<=${emoji}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=${emoji})`,
      String.raw`(?<=${emoji})[\ufe0e\ufe0f]`,
      String.raw`(?<=[0-9#*])\ufe0f(?=\u20e3)`,
      String.raw`(?<=\p{Unified_Ideograph})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]`,
      String.raw`(?<=[\p{Sm}\p{Script=Myanmar}\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f])[\ufe00\ufe01]`,
    ].join('|'),
    'uy',
  );
  return belonging;
}

export function createJudge(text: string): Judge {
  const directions = new DirectionMarks(text);
  let hasBraille: boolean | undefined;
  return (character, index) => {
    // Only a whole flag is that long.
    if (character.length > 2) return true;
    if (/[\u200e\u200f\u061c]/.test(character)) return directions.isSinglePlaced(index);
    if (/[\u202a-\u202e\u2066-\u2069]/.test(character)) return directions.isClosed(index);
    // A space between letters of braille, and in pictures that are made of them.
    if (character === '\u2800') return (hasBraille ??= /[\u2801-\u28ff]/.test(text));
    const expression = belongingCharacters();
    expression.lastIndex = index;
    return expression.test(text);
  };
}
