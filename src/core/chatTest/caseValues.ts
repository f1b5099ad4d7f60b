import type { CreateChatParameters, TurnContent } from '../chatApi/chatClient.ts';
import type { ChatTest, TestTurn } from './chatTest.ts';
import type { Resolve } from './judgedReply.ts';
import { fillTemplate, type Template } from './template.ts';
import { showDate } from './testDates.ts';

/** Where a run takes what templates ask for. */
export interface TemplateSources {
  /** Of environment variables that the run allows; undefined for every other. */
  readonly env: (name: string) => string | undefined;
  readonly newUuid: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The values of a case: what its templates stand for. */
export interface CaseValues {
  readonly resolve: Resolve;
  /** Of a capture. */
  readonly set: (name: string, value: string) => void;
}

/** Matrix and rows first, then `vars` in their order, then what is captured. */
export function createCaseValues(
  test: ChatTest,
  ofCase: Readonly<Record<string, string>>,
  connection: string,
  { env, newUuid, now }: TemplateSources,
): CaseValues {
  const known = new Map<string, string>([['connection', connection], ...Object.entries(ofCase)]);
  const today = new Date(now());
  let language = 'en-GB';
  const resolve: Resolve = (template) =>
    fillTemplate(template, {
      variable: (name) => known.get(name),
      env,
      uuid: newUuid,
      date: (date) => showDate(date, today, language),
    });
  const wanted = test.create.language ?? test.create.asrLangCode;
  if (wanted !== undefined) language = resolve(wanted);
  for (const { name, value } of test.vars) {
    const resolved = resolve(value);
    // What a row says of a name is said of this case, and `vars` of every other.
    if (!Object.hasOwn(ofCase, name)) known.set(name, resolved);
  }
  return { resolve, set: (name, value) => void known.set(name, value) };
}

export function toParameters({ create }: ChatTest, resolve: Resolve): CreateChatParameters {
  const text = (template: Template | undefined) => template && resolve(template);
  return {
    variantId: text(create.variantId),
    channel: text(create.channel),
    asrLangCode: text(create.asrLangCode ?? create.language),
    ttsLangCode: text(create.ttsLangCode ?? create.language),
    integrationAttributes: create.integrationAttributes?.json(resolve),
    initialMessage: text(create.initialMessage),
  };
}

export function toContent(turn: TestTurn, resolve: Resolve): TurnContent {
  const language = turn.language && resolve(turn.language);
  return {
    message: turn.user && resolve(turn.user),
    integrationAttributes: turn.integrationAttributes?.json(resolve),
    metadata: turn.metadata?.json(resolve),
    asrLangCode: language,
    ttsLangCode: language,
  };
}
