import type { ChatClient, ChatReply, Exchange, Handoff } from '../../../../src/core/chatApi/chatClient.ts';

/** What the person says, one after the other. */
export const said = [
  'What time is breakfast?',
  'Where can I park my car?',
  'I need a double room',
  'My name is Ada Lovelace, from Friday',
  'I want to talk to a person',
] as const;

/** What holds for every reply of the agent, and a change that breaks it. */
export const invariants = [
  ['the hotel says its name', (reply) => words(reply, 'Grand Hotel', 'Small Inn')],
  ['breakfast begins at seven', (reply) => words(reply, 'seven', 'nine')],
  ['breakfast is in the winter garden', (reply) => words(reply, 'winter garden', 'cellar')],
  [
    'the topic is breakfast',
    (reply) => ({ ...reply, fields: { ...reply.fields, ...swap(reply, 'topic', 'breakfast') } }),
  ],
  ['the garage costs 18 euros', (reply) => words(reply, '18 euros', '28 euros')],
  ['the entrance is on Garden Street', (reply) => words(reply, 'Garden Street', 'Station Road')],
  ['the garage is spoken of', (reply) => words(reply, 'garage', 'yard')],
  [
    'the topic is parking',
    (reply) => ({ ...reply, fields: { ...reply.fields, ...swap(reply, 'topic', 'parking') } }),
  ],
  ['a double room is offered', (reply) => words(reply, 'double room', 'dormitory')],
  ['it costs 140 euros', (reply) => words(reply, '140 euros', '410 euros')],
  [
    'it can be booked',
    (reply) => ({ ...reply, fields: { ...reply.fields, ...swap(reply, 'bookable', true) } }),
  ],
  ['the breakfast is included', (reply) => words(reply, 'Breakfast included', 'Meals extra')],
  ['the name is repeated', (reply) => words(reply, 'Ada Lovelace', 'Alan Turing')],
  ['the day is repeated', (reply) => words(reply, 'Friday', 'Monday')],
  [
    'there is a number of the booking',
    (reply) => ({ ...reply, text: reply.text.replace(/GH-\d{4}/, 'pending') }),
  ],
  ['it says that it is a confirmation', (reply) => words(reply, 'confirmation number', 'reference')],
  ['the agent ends the conversation', (reply) => ({ ...reply, ended: false })],
  ['a person at the front desk takes over', (reply) => handedTo(reply, { destination: 'billing' })],
  ['the reason is said', (reply) => handedTo(reply, { reason: 'unknown' })],
  ['the front desk is named', (reply) => words(reply, 'front desk', 'back office')],
] as const satisfies readonly (readonly [string, Defect])[];

interface NoisyReply {
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly ended: boolean;
  readonly handoff?: Handoff;
  readonly latencyMs: number;
}

export type Defect = (reply: NoisyReply) => NoisyReply;

function words(reply: NoisyReply, right: string, wrong: string): NoisyReply {
  return { ...reply, text: reply.text.replaceAll(right, wrong) };
}

function swap({ fields }: NoisyReply, name: string, right: unknown) {
  return fields[name] === right ? { [name]: typeof right === 'boolean' ? !right : 'other' } : {};
}

function handedTo(reply: NoisyReply, handoff: Partial<Handoff>): NoisyReply {
  return reply.handoff === undefined ? reply : { ...reply, handoff: { ...reply.handoff, ...handoff } };
}

/**
 * An agent that words one of ten things otherwise each time, here and there and independently, takes longer one time of
 * ten, and keeps what `invariants` says unless it has a defect.
 */
export function createNoisyAgent(
  random: () => number,
  noise: number,
  defect: Defect = (reply) => reply,
): ChatClient {
  let conversations = 0;
  const turns = new Map<string, number>();
  const or = (usual: string, ...others: readonly string[]) =>
    random() >= noise ? usual : (others[Math.floor(random() * others.length)] ?? usual);

  const replies: readonly (() => Pick<NoisyReply, 'text' | 'fields'> & Partial<NoisyReply>)[] = [
    () => ({
      text: `${or('Good evening', 'Hello', 'Welcome')} from the Grand Hotel. ${or('How can I help?', 'What can I do for you?')}`,
      fields: { topic: 'greeting' },
    }),
    () => ({
      text: `${or('Of course', 'Gladly')}. It begins at seven in the winter garden${or('; fresh croissants arrive warm', '')}. ${or('Enjoy your meal', 'Bon appetit')}.`,
      fields: { topic: 'breakfast' },
    }),
    () => ({
      text: `${or('Our guests use', 'You may take')} the garage ${or('under the hotel', 'below the lobby')}, 18 euros ${or('a night', 'per day')}. The entrance is on Garden Street${or(', opposite the station', ' by the church')}.`,
      fields: { topic: 'parking', mood: or('calm', 'warm') },
    }),
    () => ({
      text: `${or('Lovely choice', 'Very well')}. A double room ${or('with a balcony', 'facing the sea')} is 140 euros${or(' including taxes', '')}. Breakfast included.`,
      fields: { bookable: true, channel_hint: or('text', 'voice') },
    }),
    () => ({
      text: `${or('Wonderful', 'Perfect')}, Ada Lovelace, ${or('see you', 'we await you')} Friday. Your confirmation number is GH-${1000 + Math.floor(random() * 9000)}. ${or('Anything else?', 'Is that all?')}`,
      fields: {},
    }),
    () => ({
      text: `${or('Certainly', 'Right away')}. I connect you with the front desk${or(' straight away', '')}.`,
      fields: {},
      ended: true,
      handoff: { destination: 'front-desk', reason: 'asked_for_human' },
    }),
  ];

  const answer = (conversationId: string): ChatReply => {
    const turn = turns.get(conversationId) ?? 0;
    turns.set(conversationId, turn + 1);
    const latencyMs = 300 + random() * 200 + (random() < noise ? 250 : 0);
    const made = replies[turn]?.() ?? { text: '', fields: {} };
    const { text, fields, ended, handoff } = defect({ ended: false, latencyMs, ...made });
    const body = JSON.stringify({
      conversation_id: conversationId,
      response: text,
      end_conversation: ended,
      handoff,
      turn_id: `${conversationId}-${turn}`,
      ...fields,
    });
    const exchange: Exchange = {
      method: 'POST',
      url: 'https://agent.example/chat',
      requestHeaders: {},
      requestBody: undefined,
      startedAt: '2026-01-01T00:00:00.000Z',
      latencyMs,
      status: 200,
      responseBody: body,
    };
    return { conversationId, response: text, endConversation: ended, handoff, exchange };
  };

  return {
    create: async () => answer(`CONV-${++conversations}`),
    respond: async (_target, { conversationId }) => answer(conversationId),
    close: async () => ({ success: true, exchange: answer('closed').exchange }),
  };
}
