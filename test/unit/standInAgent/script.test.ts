import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { demoScriptText } from '../../../src/standInAgent/demoScript.ts';
import { parseStandInScript } from '../../../src/standInAgent/parseStandInScript.ts';
import { containsPhrase, equalsPhrase, patternProblem } from '../../../src/standInAgent/phrase.ts';
import { fillPlaceholders, placeholderProblem } from '../../../src/standInAgent/placeholders.ts';

describe('A stand-in script', () => {
  it('of the hotel is valid', async () => {
    assert.deepEqual((await parseStandInScript(demoScriptText)).problems, []);
  });

  it('of the hotel lets people ask for a person, or go, before what they are asked for', async () => {
    const { script } = await parseStandInScript(demoScriptText);
    const asks = script?.rules.findIndex(({ topic }) => topic === 'booking-dates') ?? -1;
    const answers = script?.rules.findIndex(({ when }) => when.topic === 'booking-dates') ?? -1;
    assert.ok(asks > 0 && answers > 0);
    for (const way of ['human', 'bye']) {
      const leaves = script?.rules.findIndex(({ when }) => when.contains?.includes(way)) ?? -1;
      assert.ok(leaves >= 0 && leaves < answers, way);
    }
  });

  it('needs a greeting and nothing else', async () => {
    const { script, problems } = await parseStandInScript('greeting: Hi');
    assert.deepEqual(problems, []);
    assert.equal(script?.fallback, 'I did not understand that.');
    assert.equal(script.idleTimeoutSeconds, 600);
  });

  const rule = (fields: string) => `greeting: Hi\nrules:\n  - when: { contains: a }\n    ${fields}\n`;
  const when = (fields: string) => `greeting: Hi\nrules:\n  - reply: a\n    when: { ${fields} }\n`;
  const wrong: readonly (readonly [text: string, line: number, column: number, message: RegExp])[] = [
    ['', 1, 1, /list of fields and their values/],
    ['- a', 1, 1, /"greeting" is missing/],
    ['greetings: []', 1, 1, /"greeting" is missing/],
    ['greeting: ""', 1, 11, /must not be empty/],
    ['greeting: 5', 1, 11, /must be text/],
    ['greeting: Hi\ngreting: Ho', 2, 1, /"greting" is not part/],
    ['greeting: Hi\ngreeting: Ho', 2, 1, /not valid YAML/],
    ['greeting: "Hi', 1, 14, /not valid YAML/],
    ['greeting: Hi\n? [a]\n: b', 2, 3, /keys must be strings/],
    ['greeting: Hi\nrules: 5', 2, 8, /must be a list/],
    ['greeting: Hi\nidleTimeoutSeconds: 0', 2, 21, /more than zero/],
    ['greeting: Hi\ninitialMessage: maybe', 2, 17, /"answer" or "ignore"/],
    ['greeting: Hi {user}', 1, 11, /Nothing is known as \{user\}/],
    [rule('end: true'), 3, 5, /needs a reply or a fault/],
    [rule('reply: "{attributes}"'), 4, 12, /Nothing is known as \{attributes\}/],
    [rule('fault: boom'), 4, 12, /not the name of a fault/],
    [rule('reply: a\n    delayMs: -1'), 5, 14, /must not be negative/],
    [rule('reply: a\n    delayMs: 1e9'), 5, 14, /at most 120000/],
    [rule('reply: a\n    handoff: { to: x }'), 5, 16, /"to" is not part/],
    [when('contains: []'), 4, 23, /must not be empty/],
    [when('contains: 5'), 4, 23, /a text or a list of texts/],
    [when('matches: "("'), 4, 22, /not a regular expression/],
    [when('matches: "(a+)+"'), 4, 22, /could take for ever/],
  ];
  for (const [text, line, column, message] of wrong) {
    it(`${JSON.stringify(text)} is refused at ${line}:${column}`, async () => {
      const { script, problems } = await parseStandInScript(text);
      assert.equal(script, undefined);
      assert.match(problems[0]?.message ?? '', message);
      assert.deepEqual([problems[0]?.line, problems[0]?.column], [line, column]);
    });
  }

  it('that refers to itself a million times is refused at once', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const many = Array.from({ length: 9 }, () => `*l${level}`).join(', ');
      return `l${level + 1}: &l${level + 1} [${many}]`;
    });
    const { problems } = await parseStandInScript(`l0: &l0 [a]\n${levels.join('\n')}\n`);
    assert.match(problems[0]?.message ?? '', /refers to itself too often/);
  });
});

describe('A phrase', () => {
  const facts: readonly (readonly [message: string, phrase: string, contains: boolean, equals: boolean])[] = [
    ['Hello!', 'hello', true, true],
    ['hello there', 'hello', true, false],
    ['Shello', 'hello', false, false],
    ['this', 'hi', false, false],
    ['a late  check-out, please', 'Late Check Out', true, false],
    ['Don’t wait', "don't", true, false],
    ['Grüße', 'GRÜSSE', false, false],
    ['CAFÉ', 'café', true, true],
    ['', 'hello', false, false],
  ];
  for (const [message, phrase, contains, equals] of facts) {
    it(`“${phrase}” in “${message}”: ${contains ? 'contained' : 'not contained'}`, () => {
      assert.equal(containsPhrase(message, phrase), contains);
      assert.equal(equalsPhrase(message, phrase), equals);
    });
  }
});

describe('A pattern', () => {
  const accepted = ['\\d{2,4}', '^room (\\d+)$', '(yes|sure)', '[a-z]+ [a-z]+'];
  for (const pattern of accepted)
    it(`${pattern} is accepted`, () => assert.equal(patternProblem(pattern), undefined));
  const refused = ['(a+)+', '(a|a)*b', '(.*)\\1', '.*.*.*.*x', '(?:x{1,}){2}', '[', 'a'.repeat(201)];
  for (const pattern of refused)
    it(`${pattern.slice(0, 20)} is refused`, () => assert.ok(patternProblem(pattern)));
});

describe('A placeholder', () => {
  const values = {
    message: 'five {turn} nights',
    variant: '',
    channel: 'sms',
    language: '',
    turn: '3',
    conversation_id: 'CONV-1',
    attributes: { name: 'Ada', n: 5, deep: { x: [1] } },
  };
  const facts: readonly (readonly [text: string, filled: string])[] = [
    ['{channel} {turn} {conversation_id}', 'sms 3 CONV-1'],
    ['{attributes.name}, {attributes.n}, {attributes.deep.x}', 'Ada, 5, [1]'],
    ['{variant|the default}, {attributes.none|guest}', 'the default, guest'],
    ['{attributes.none}{attributes.constructor}{attributes.name.length}', ''],
    ['You said {message}', 'You said five {turn} nights'],
    ['no { braces } here', 'no { braces } here'],
  ];
  for (const [text, filled] of facts) {
    it(`“${text}” reads “${filled}”`, () => assert.equal(fillPlaceholders(text, values), filled));
  }
  it('nobody knows is named', () => {
    assert.match(placeholderProblem('{user}') ?? '', /\{user\}/);
    assert.equal(placeholderProblem('{attributes.a.b|c} {message}'), undefined);
  });
});
