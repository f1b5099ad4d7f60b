import type { Handoff } from '../core/chatApi/chatClient.ts';
import { type FaultName, parseFaultWord } from './faults.ts';
import { containsPhrase, equalsPhrase, matchesPattern } from './phrase.ts';
import { fillPlaceholders } from './placeholders.ts';
import type {
  StandInAnswerFields,
  StandInGreetingRule,
  StandInRule,
  StandInScript,
} from './standInScript.ts';

/** What create was given, already checked. */
export interface StandInParameters {
  readonly variantId: string;
  readonly channel: string;
  readonly language: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly initialMessage: string | undefined;
}

/** `over` whether the agent ended it, handed it off, or the client closed it: respond answers 410 to all. */
type StandInState = 'open' | 'over' | 'timedOut';

/** One conversation on the server. Mutable: it lives in one process and one turn at a time changes it. */
export interface StandInConversation {
  readonly id: string;
  /** Which project it was created in: no other one may continue it. */
  readonly owner: string;
  readonly parameters: StandInParameters;
  state: StandInState;
  turnCount: number;
  topic: string | undefined;
  /** A delayed reply, given to the next message without text. */
  laterReply: string | undefined;
  lastActiveMs: number;
}

export interface StandInAnswer {
  readonly response: string;
  readonly endConversation: boolean;
  readonly handoff: Handoff | undefined;
  readonly delayMs: number;
  /** When set, nothing above is sent. */
  readonly fault: FaultName | undefined;
}

/** Answers create: the first greeting that applies, or the reply to the first message. */
export function greet(script: StandInScript, conversation: StandInConversation): StandInAnswer {
  const { variantId, initialMessage } = conversation.parameters;
  const fault = script.faultWords ? parseFaultWord(variantId) : undefined;
  if (fault !== undefined) return faultAnswer(fault);
  if (initialMessage && script.initialMessage === 'answer')
    return reply(script, conversation, initialMessage);
  const rule = script.greetings.find((candidate) => greetingApplies(candidate, conversation.parameters));
  return answer(conversation, rule ?? { reply: script.greeting }, '');
}

/** Answers respond. Without a message it gives the delayed reply, if one is waiting. */
export function reply(
  script: StandInScript,
  conversation: StandInConversation,
  message: string,
): StandInAnswer {
  const fault = script.faultWords ? parseFaultWord(message) : undefined;
  if (fault !== undefined) return faultAnswer(fault);
  conversation.turnCount += 1;
  if (message.trim() === '') {
    const later = conversation.laterReply;
    conversation.laterReply = undefined;
    return answer(conversation, { reply: later ?? script.silence, topic: conversation.topic }, message);
  }
  const rule = script.rules.find((candidate) => ruleApplies(candidate, conversation.topic, message));
  return answer(conversation, rule ?? { reply: script.fallback, topic: conversation.topic }, message);
}

function ruleApplies({ when }: StandInRule, topic: string | undefined, message: string): boolean {
  return (
    (when.topic === undefined || when.topic === topic) &&
    (when.equals === undefined || when.equals.some((phrase) => equalsPhrase(message, phrase))) &&
    (when.contains === undefined || when.contains.some((phrase) => containsPhrase(message, phrase))) &&
    (when.matches === undefined || matchesPattern(message, when.matches))
  );
}

function greetingApplies({ when }: StandInGreetingRule, parameters: StandInParameters): boolean {
  return (
    (when.variant === undefined || when.variant.includes(parameters.variantId)) &&
    (when.channel === undefined || when.channel.includes(parameters.channel)) &&
    (when.language === undefined || when.language.includes(parameters.language))
  );
}

function answer(
  conversation: StandInConversation,
  fields: StandInAnswerFields,
  message: string,
): StandInAnswer {
  const { variantId: variant, channel, language, attributes } = conversation.parameters;
  const fill = (text: string) =>
    fillPlaceholders(text, {
      message: message.trim(),
      variant,
      channel,
      language,
      attributes,
      turn: String(conversation.turnCount),
      conversation_id: conversation.id,
    });
  if (fields.keepTopic !== true) conversation.topic = fields.topic;
  if (fields.later !== undefined) conversation.laterReply = fill(fields.later);
  if (fields.end === true) conversation.state = 'over';
  return {
    response: fill(fields.reply ?? ''),
    endConversation: fields.end === true,
    handoff: fields.handoff,
    delayMs: fields.delayMs ?? 0,
    fault: fields.fault,
  };
}

function faultAnswer(fault: FaultName): StandInAnswer {
  return { response: '', endConversation: false, handoff: undefined, delayMs: 0, fault };
}
