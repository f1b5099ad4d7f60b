import type { FlagKind, FlagKinds } from './flags.ts';

/*
 * Every flag of every command. Help lists them, and a test holds the two together.
 */

/** What every command that calls the Chat API understands. */
export const callFlags = { timeout: 'text', json: 'switch' } as const satisfies FlagKinds<string>;

/** What is sent with create and respond alike. */
export const contentFlags = {
  'asr-lang': 'text',
  'tts-lang': 'text',
  attribute: 'texts',
  attributes: 'text',
  'attributes-file': 'text',
} as const satisfies FlagKinds<string>;

/** What a conversation is created with. */
export const createFlags = {
  variant: 'text',
  channel: 'text',
  ...contentFlags,
  'initial-message': 'text',
} as const satisfies FlagKinds<string>;

export const sendFlags = {
  conversation: 'text',
  message: 'text',
  delayed: 'switch',
  ...contentFlags,
  metadata: 'text',
  'metadata-file': 'text',
} as const satisfies FlagKinds<string>;

export const closeFlags = { conversation: 'text' } as const satisfies FlagKinds<string>;

export const chatFlags = {
  ...createFlags,
  conversation: 'text',
  message: 'texts',
  'input-file': 'text',
  close: 'switch',
  'keep-open': 'switch',
} as const satisfies FlagKinds<string>;

export const standInFlags = {
  port: 'text',
  script: 'text',
  'print-script': 'switch',
  strict: 'switch',
  fault: 'text',
  json: 'switch',
} as const satisfies FlagKinds<string>;

export const testFlags = {
  connection: 'texts',
  script: 'text',
  tag: 'texts',
  grep: 'text',
  'only-failed': 'switch',
  bail: 'count',
  repeat: 'text',
  'until-sure': 'switch',
  concurrency: 'text',
  shuffle: 'count',
  shard: 'text',
  timeout: 'text',
  env: 'texts',
  'allow-live': 'switch',
  reporter: 'texts',
  watch: 'switch',
  check: 'switch',
  list: 'switch',
  json: 'switch',
} as const satisfies FlagKinds<string>;

export const mergeReportsFlags = { reporter: 'texts', json: 'switch' } as const satisfies FlagKinds<string>;

export const historyFlags = {
  history: 'text',
  format: 'text',
  output: 'text',
  'without-messages': 'switch',
  'dry-run': 'switch',
  json: 'switch',
} as const satisfies FlagKinds<string>;

/** By the name of the command, in the order in which help shows them. */
export const commandFlags: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  create: { ...createFlags, ...callFlags },
  send: { ...sendFlags, ...callFlags },
  close: { ...closeFlags, ...callFlags },
  chat: { ...chatFlags, ...callFlags },
  test: testFlags,
  'merge-reports': mergeReportsFlags,
  history: historyFlags,
  'stand-in': standInFlags,
};

/** Flags that have one letter too, in every command that knows them. */
export const flagLetters: Readonly<Record<string, string>> = { message: 'm' };

/** As `poly chat` spells them. */
export const flagSpellings: Readonly<Record<string, string>> = {
  'conversation-id': 'conversation',
  'conv-id': 'conversation',
};

/** Whether any command knows a flag of this name: then it is no secret, and can be repeated. */
export function isFlagName(name: string): boolean {
  return Object.values(commandFlags).some((flags) => Object.hasOwn(flags, name));
}
