import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { faultNames } from './faults.ts';
import { patternProblem } from './phrase.ts';

const maxTextLength = 20_000;
/** A reply that takes longer than this is a fault, not a delay. */
const maxDelayMs = 120_000;

const text = v.pipe(
  v.string(() => l10n.t('This must be text.')),
  v.maxLength(maxTextLength, () => l10n.t('This text is longer than {0} characters.', maxTextLength)),
);
const name = v.pipe(
  text,
  v.trim(),
  v.nonEmpty(() => l10n.t('This must not be empty.')),
);
const phrases = v.pipe(
  v.union([name, v.array(name)], () => l10n.t('This must be a text or a list of texts.')),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
  v.nonEmpty(() => l10n.t('This must not be empty.')),
);
const pattern = v.pipe(
  name,
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? patternProblem(dataset.value) : undefined;
    if (problem !== undefined) addIssue({ message: problem });
  }),
);
const flag = v.boolean(() => l10n.t('This must be true or false.'));

const answerFields = {
  reply: v.optional(text),
  delayMs: v.optional(
    v.pipe(
      v.number(() => l10n.t('This must be a number of milliseconds.')),
      v.minValue(0, () => l10n.t('This must not be negative.')),
      v.maxValue(maxDelayMs, () => l10n.t('A delay can be at most {0} milliseconds.', maxDelayMs)),
    ),
  ),
  later: v.optional(text),
  topic: v.optional(name),
  keepTopic: v.optional(flag),
  end: v.optional(flag),
  handoff: v.optional(v.strictObject({ destination: v.optional(name), reason: v.optional(name) })),
  fault: v.optional(
    v.picklist(faultNames, () =>
      l10n.t('This is not the name of a fault. The names are: {0}.', faultNames.join(', ')),
    ),
  ),
};

const needsAnswer = () => l10n.t('A rule needs a reply or a fault.');

const rule = v.pipe(
  v.strictObject({
    when: v.strictObject({
      topic: v.optional(name),
      equals: v.optional(phrases),
      contains: v.optional(phrases),
      matches: v.optional(pattern),
    }),
    ...answerFields,
  }),
  v.check(({ reply, fault }) => reply !== undefined || fault !== undefined, needsAnswer),
);

const greetingRule = v.pipe(
  v.strictObject({
    when: v.strictObject({
      variant: v.optional(phrases),
      channel: v.optional(phrases),
      language: v.optional(phrases),
    }),
    ...answerFields,
  }),
  v.check(({ reply, fault }) => reply !== undefined || fault !== undefined, needsAnswer),
);

const milliseconds = 1000;

/** The script as it is written in YAML; see `demoScript.ts` for one that uses everything. */
export const standInScriptSchema = v.strictObject({
  greeting: name,
  greetings: v.optional(v.array(greetingRule), []),
  rules: v.optional(v.array(rule), []),
  fallback: v.optional(name, 'I did not understand that.'),
  silence: v.optional(name, 'Are you still there?'),
  /** Whether create answers `initial_message` or ignores it, as newer servers do. */
  initialMessage: v.optional(
    v.picklist(['answer', 'ignore'], () => l10n.t('This must be "answer" or "ignore".')),
    'answer',
  ),
  /** After this long without a message, respond answers CHAT_TIMEOUT. */
  idleTimeoutSeconds: v.optional(
    v.pipe(
      v.number(() => l10n.t('This must be a number of seconds.')),
      v.minValue(1 / milliseconds, () => l10n.t('This must be more than zero.')),
    ),
    600,
  ),
  /** Whether `fault:NAME` as a message or a variant brings that fault about. */
  faultWords: v.optional(flag, true),
});

export type StandInScript = v.InferOutput<typeof standInScriptSchema>;
export type StandInRule = StandInScript['rules'][number];
export type StandInGreetingRule = StandInScript['greetings'][number];
/** What a rule does, whatever it was that made it apply. */
export type StandInAnswerFields = Omit<StandInRule, 'when'>;
