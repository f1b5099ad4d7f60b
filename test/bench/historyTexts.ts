import type { Conversation, Turn } from '../../src/core/conversation/conversation.ts';
import { anExchange, grandHotel } from '../unit/core/history/fixtures.ts';

/** When the first conversation of a generated history was held. */
export const start = Date.parse('2026-01-01T08:00:00.000Z');

export const commonWord = 'room';
/** In one conversation of ten thousand. */
export const rareWord = 'observatory';
export const wordTyped = 'breakfast';

const said = [
  'I need a room for two nights',
  'Is breakfast included?',
  'Can I check out late on Sunday?',
  'How far is it to the station?',
  'I would like to change my booking',
  'Do you have a room with a view of the sea?',
  'Please cancel my reservation',
  'What does parking cost?',
];
const replies = [
  'Of course. For which nights would you like the room, and how many people are you?',
  'Breakfast is included and served from seven to half past ten in the winter garden on the first floor.',
  'You can keep your room until two in the afternoon. Shall I note that for you?',
  'The station is a walk of ten minutes; a taxi takes four, and I can order one for you.',
  'I have found your booking. What would you like to change?',
  'I am sorry, there is nothing free for these nights. Shall I look at the days before?',
  'Parking is 18 euros a night, and there is a charging point on the second level.',
];
const syllables = ['ka', 'lo', 'mi', 'ren', 'tos', 'vel', 'bar', 'dun', 'esh', 'for', 'gil', 'hun'];

/** Always the same for the same number: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function aRandom(seed: number): (count: number) => number {
  let state = (seed * 2_654_435_761 + 12_345) % 2_147_483_648;
  return (count) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * count);
  };
}

/** A conversation with so many turns, each with what the history keeps of it: texts, latency and the raw call. */
export function aGeneratedConversation(number: number, turns: number): Conversation {
  const random = aRandom(number + 1);
  const at = (turn: number) => new Date(start + number * 60_000 + turn * 4000).toISOString();
  // Names are as various as those that people type.
  const name = () =>
    Array.from({ length: 2 + random(3) }, () => syllables[random(syllables.length)]).join('');
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const hasRare = number % 10_000 === 77;
  return {
    id,
    conversationId: `CONV-${number}`,
    connection: grandHotel,
    parameters: { channel: 'webchat', variantId: ['seaside', 'city'][random(2)] },
    state: 'ended',
    createdAt: at(0),
    updatedAt: at(turns),
    turns: Array.from({ length: turns }, (_, index): Turn => {
      const userText = index === 0 ? undefined : `${said[random(said.length)]}, ${name()} ${random(1000)}`;
      const reply = `${replies[random(replies.length)]} ${name()}${hasRare ? ` ${rareWord}` : ''}`;
      const latencyMs = 200 + random(900);
      return {
        id: `${number}-${index}`,
        index,
        kind: index === 0 ? 'create' : 'respond',
        state: 'answered',
        userText,
        reply,
        startedAt: at(index),
        latencyMs,
        status: 200,
        recorded: true,
        exchange: anExchange({
          latencyMs,
          requestBody: JSON.stringify({ message: userText }),
          responseBody: JSON.stringify({ response: reply, conversation_id: `CONV-${number}` }),
        }),
      };
    }),
  };
}
