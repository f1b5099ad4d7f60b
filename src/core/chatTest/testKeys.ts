import * as l10n from '@vscode/l10n';

/*
 * Every key of a test file with what it is and an example: the one home of this for the parser, the JSON Schema,
 * hovers and completion. The words are English where the schema is written, and translated where they are shown.
 */

export interface TestKey {
  readonly description: string;
  readonly example: string;
}

export type TestKeys = Readonly<Record<string, TestKey>>;

export const fileKeys = () =>
  ({
    test: {
      description: l10n.t(
        'What the conversation shows, as one sentence. With rows or a matrix it may hold their variables.',
      ),
      example: 'test: A booking can be moved',
    },
    tags: { description: l10n.t('Words to choose tests by.'), example: 'tags: [booking, smoke]' },
    connection: {
      description: l10n.t(
        'The name of a connection, never an address. Normally left out: the run says where.',
      ),
      example: 'connection: acme sandbox',
    },
    create: {
      description: l10n.t('What the conversation is created with, in the field names of the Chat API.'),
      example: 'create: { channel: webchat, language: en-GB }',
    },
    vars: { description: l10n.t('Texts that the test uses by name.'), example: 'vars: { day: Friday }' },
    matrix: {
      description: l10n.t('Lists of values; every combination is a case of its own.'),
      example: 'matrix: { connection: [acme sandbox, acme pre-release] }',
    },
    rows: {
      description: l10n.t('One case for each row: a list of maps, or a .csv or .json file beside the test.'),
      example: 'rows: cities.csv',
    },
    turns: {
      description: l10n.t('The conversation: one item for each turn, in order.'),
      example: 'turns: [{ user: What time is breakfast?, expect: { contains: "7" } }]',
    },
    never: {
      description: l10n.t('What no reply of the conversation may satisfy.'),
      example: 'never: { contains: [as an AI, language model] }',
    },
    timeoutSeconds: {
      description: l10n.t('How many seconds one call may take.'),
      example: 'timeoutSeconds: 30',
    },
    repeat: {
      description: l10n.t('How often each case is run; each time is a new conversation.'),
      example: 'repeat: 5',
    },
    passes: {
      description: l10n.t('How many of the repeats must pass; all when it is left out.'),
      example: 'passes: 4',
    },
    quarantine: {
      description: l10n.t('The test runs and is shown, and does not count until this day.'),
      example: 'quarantine: { until: 2027-01-31, owner: Ann, reason: waits for the new menu }',
    },
  }) as const satisfies TestKeys;

export const createKeys = () =>
  ({
    variant_id: { description: l10n.t('The variant of the agent.'), example: 'variant_id: VARIANT-1' },
    channel: {
      description: l10n.t('webchat, whatsapp, sms, api, or another one.'),
      example: 'channel: webchat',
    },
    asr_lang_code: { description: l10n.t('The language the agent hears.'), example: 'asr_lang_code: en-GB' },
    tts_lang_code: { description: l10n.t('The language the agent speaks.'), example: 'tts_lang_code: en-GB' },
    language: { description: l10n.t('Both languages at once.'), example: 'language: en-GB' },
    integration_attributes: {
      description: l10n.t('Attributes of the conversation; types are kept.'),
      example: 'integration_attributes: { customer_id: "12345", vip: true }',
    },
    initial_message: {
      description: l10n.t('The first message of the user. Some servers ignore it.'),
      example: 'initial_message: Hello',
    },
  }) as const satisfies TestKeys;

export const turnKeys = () =>
  ({
    user: { description: l10n.t('What the user says.'), example: 'user: What time is breakfast?' },
    delayed: {
      description: l10n.t('Sends no message and fetches a reply that comes later.'),
      example: 'delayed: true',
    },
    said: {
      description: l10n.t('What the agent said when this was recorded. It is never a check.'),
      example: 'said: Breakfast is from seven.',
    },
    expect: { description: l10n.t('What the reply must satisfy.'), example: 'expect: { contains: seven }' },
    capture: {
      description: l10n.t('Keeps parts of the reply as variables for the turns that follow.'),
      example: "capture: { booking: 'BK-\\d{5}' }",
    },
    wait: { description: l10n.t('Seconds to wait before this turn.'), example: 'wait: 2' },
    integration_attributes: {
      description: l10n.t('Attributes that are sent with this message; types are kept.'),
      example: 'integration_attributes: { step: 2 }',
    },
    metadata: {
      description: l10n.t('Metadata that is sent with this message; types are kept.'),
      example: 'metadata: { source: test }',
    },
    language: {
      description: l10n.t('The language of this turn, heard and spoken.'),
      example: 'language: de-DE',
    },
  }) as const satisfies TestKeys;

export const expectKeys = () =>
  ({
    contains: {
      description: l10n.t('This text stands in the reply; of a list, all of them.'),
      example: 'contains: [breakfast, seven]',
    },
    containsAny: {
      description: l10n.t('One of these texts stands in the reply.'),
      example: 'containsAny: [confirmed, moved]',
    },
    equals: { description: l10n.t('The reply is this text.'), example: 'equals: Goodbye.' },
    oneOf: { description: l10n.t('The reply is one of these texts.'), example: 'oneOf: [Goodbye., Bye.]' },
    startsWith: {
      description: l10n.t('The reply begins with this text.'),
      example: 'startsWith: Good evening',
    },
    endsWith: { description: l10n.t('The reply ends with this text.'), example: 'endsWith: "?"' },
    matches: {
      description: l10n.t('This regular expression finds something in the reply.'),
      example: "matches: 'BK-\\d{5}'",
    },
    not: {
      description: l10n.t('None of these holds.'),
      example: 'not: { contains: [sorry, unfortunately] }',
    },
    length: {
      description: l10n.t('How many characters the reply has: a number, or the least and the most.'),
      example: 'length: { max: 200 }',
    },
    latencyMs: {
      description: l10n.t('The reply took no longer than this many milliseconds.'),
      example: 'latencyMs: 4000',
    },
    ended: { description: l10n.t('Whether the agent ended the conversation.'), example: 'ended: true' },
    handoff: {
      description: l10n.t('Whether the agent handed off, and to whom.'),
      example: 'handoff: { destination: front-desk }',
    },
    json: {
      description: l10n.t('Fields of the response as it was received.'),
      example: 'json: { $.order.id: 4711 }',
    },
    same: {
      description: l10n.t('The reply is the one that was recorded under said.'),
      example: 'same: true',
    },
    exact: {
      description: l10n.t('Compares texts to the letter: case, spaces and punctuation count.'),
      example: 'exact: true',
    },
  }) as const satisfies TestKeys;

export const lengthKeys = () =>
  ({
    min: { description: l10n.t('The least number of characters.'), example: 'min: 1' },
    max: { description: l10n.t('The greatest number of characters.'), example: 'max: 200' },
  }) as const satisfies TestKeys;

export const handoffKeys = () =>
  ({
    destination: { description: l10n.t('Where the agent hands off to.'), example: 'destination: front-desk' },
    reason: { description: l10n.t('Why the agent hands off.'), example: 'reason: { matches: ^asked }' },
  }) as const satisfies TestKeys;

export const captureKeys = () =>
  ({
    json: { description: l10n.t('Where in the response it stands.'), example: 'json: $.order.id' },
  }) as const satisfies TestKeys;

export const quarantineKeys = () =>
  ({
    until: { description: l10n.t('The last day of the quarantine.'), example: 'until: 2027-01-31' },
    owner: { description: l10n.t('Who looks after it.'), example: 'owner: Ann' },
    reason: { description: l10n.t('Why it does not count.'), example: 'reason: waits for the new menu' },
  }) as const satisfies TestKeys;
