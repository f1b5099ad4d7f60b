import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { messageOf, readBundle } from '../../support/l10nStrings.ts';
import { readPackageNls } from '../../support/manifest.ts';

const bundle = Object.values(await readBundle('de')).map(messageOf);
const sentences = [...bundle, ...Object.values(readPackageNls('de'))];

/** What a reader stumbles over, and an example of each. */
const slips: readonly (readonly [what: string, pattern: RegExp, example: string])[] = [
  [
    'the reader is called Sie',
    /\b(?:Du|Dein\w*|Dich|Dir|der Benutzer|vom Benutzer)\b/,
    'vom Benutzer geschlossen',
  ],
  [
    'Agent is declined',
    /\b(?:des|dem|den|beim|vom|diesen|diesem|eigenen|welchem) (?:[\w-]+-)?Agents?\b(?!-| Studio)|\bAgents\b(?! API)/i,
    'beim Agent',
  ],
  ['a delayed reply is fetched with one word', /\babhol|holen Sie .* ab\b/i, 'Antwort abholen'],
  ['a reply is delayed by one word', /verspätet/i, 'eine verspätete Antwort abrufen'],
  ['again is one word in commands', /\bneu erstellen\b/i, 'Auf einer anderen Verbindung neu erstellen'],
  ['a turn is a Beitrag', /\bZ[uü]ge?\b/, 'Ein Eintrag ist ein Zug'],
  ['keys have German names', /\b(?:Ctrl|Shift|Enter|Control)\b/, 'Ctrl+Enter'],
  [
    'an advice is a sentence with Sie',
    /(?:^|[.:] )(?!Sie |Drücken |Bitte )(?:[A-ZÄÖÜ„][^.:?!…]* )?(?:prüfen|eingeben|versuchen|verwenden|entfernen|kopieren|auswählen|warten|bearbeiten)\.$/,
    'Die Parameter prüfen.',
  ],
  [
    'after a colon a sentence begins with a capital letter',
    /: (?:er|sie|es|ein|eine|der|die|das|jeder|bei|geben|vor) [^.]*\b(?:ist|sind|wird|werden|darf|könnte|führt|gelten)\b/,
    'eingeben: er darf nicht leer sein',
  ],
];

describe('the German words', () => {
  for (const [what, pattern, example] of slips) {
    it(what, () => {
      assert.match(example, pattern);
      assert.deepEqual(
        sentences.filter((sentence) => pattern.test(sentence)),
        [],
      );
    });
  }
});
