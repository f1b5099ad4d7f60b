/**
 * The script the stand-in agent ships with: a hotel's front desk that uses everything a script can do. It is
 * YAML, like everybody's own script, so that `polyai-chat stand-in --print-script` shows how to write one; it
 * is part of the code, so that the server reads no file.
 */
export const demoScriptText = `# The front desk of the Grand Hotel.
#
# A rule is tried from the top; the first that applies answers.
#   when      contains: these words stand in the message · equals: the message is just these words
#             matches: a regular expression · topic: only after a reply that set this topic
#   reply     {message}, {turn}, {variant}, {channel}, {language}, {conversation_id}, {attributes.NAME}
#             {attributes.NAME|words} says what to use when there is none
#   topic     what the next message is about
#   delayMs   how long the reply takes
#   later     a second reply, fetched by a message without text
#   end, handoff: { destination, reason }, fault: how the conversation stops, or breaks

greeting: "Good evening, {attributes.customer_name|and welcome to the Grand Hotel}. How can I help?"

greetings:
  - when: { language: [de-DE, de] }
    reply: "Guten Abend und willkommen im Grand Hotel. Wie kann ich helfen?"
  - when: { language: [es-ES, es-US, es] }
    reply: "Buenas noches, bienvenido al Grand Hotel. ¿En qué puedo ayudarle?"
  - when: { language: [fr-FR, fr-CA, fr] }
    reply: "Bonsoir et bienvenue au Grand Hotel. Comment puis-je vous aider ?"
  - when: { variant: [seaside, VARIANT-seaside] }
    reply: "Good evening from the Grand Hotel by the sea. How can I help?"
  - when: { channel: sms }
    reply: "Grand Hotel here. How can we help?"

rules:
  # A person, or the end: at any moment
  - when: { contains: [invoice, bill, billing, refund, overcharged] }
    reply: "Our billing team will look at that with you. I am putting you through."
    handoff: { destination: billing, reason: billing_question }
    end: true
  - when: { contains: [speak to a person, talk to a person, human, front desk, real person, representative] }
    reply: "Of course. I am putting you through to the front desk."
    handoff: { destination: front_desk, reason: asked_for_human }
    end: true
  - when: { contains: [goodbye, bye, that is all, nothing else] }
    reply: "Goodbye, and sleep well."
    end: true

  # Booking a room, in three steps
  - when: { topic: booking-dates, contains: [never mind, forget it, cancel] }
    reply: "No problem. Is there anything else I can do?"
  - when: { topic: booking-dates }
    reply: "{message}, let me write that down. Under which name may I book?"
    topic: booking-name
  - when: { topic: booking-name }
    reply: "Thank you, {message}. A double room with a view of the garden is 140 a night, breakfast included. Shall I book it?"
    topic: booking-confirm
  - when: { topic: booking-confirm, contains: ["yes", please, sure, ok, do it, book it] }
    reply: "Done. Your confirmation number is GH-2047. Is there anything else?"
  - when: { topic: booking-confirm, contains: ["no", not, cancel, too expensive] }
    reply: "Then I have booked nothing. Is there anything else I can do?"

  # Late checkout
  - when: { topic: checkout-room, matches: "\\\\d{2,4}" }
    reply: "Your room is yours until two in the afternoon tomorrow, with our compliments."
  - when: { topic: checkout-room }
    reply: "I need the number on your key card, please: two to four digits."
    topic: checkout-room

  # Questions
  - when: { contains: [late checkout, late check out, check out later, checkout] }
    reply: "Checkout is at eleven; later is usually possible. What is your room number?"
    topic: checkout-room
  - when: { contains: [breakfast] }
    reply: "Breakfast is from seven to half past ten in the winter garden, at weekends until eleven. Gluten-free bread is at the counter on the left."
  - when: { contains: [book, booking, reserve, reservation, room for, a room, double room, single room] }
    reply: "With pleasure. For which nights?"
    topic: booking-dates
  - when: { contains: [parking, car, garage] }
    reply: "The garage is under the hotel, 18 a night. The entrance is on Garden Street."
  - when: { contains: [wifi, wi-fi, internet, password] }
    reply: |-
      The network is *GrandHotel*, without a password.
      In the library it is fastest.
  - when: { contains: [pool, spa, sauna, gym] }
    reply: "Pool and sauna are on the fifth floor, from six in the morning to ten at night. Towels are there."
  - when: { contains: [dog, cat, pet, pets] }
    reply: "Dogs and cats are welcome. There is a bowl and a blanket in every room on the first floor."

  # A reply that takes a while, and one that comes later
  - when: { contains: [wait, slow, take your time] }
    reply: "Thank you for waiting. I have looked it up: everything is in order."
    delayMs: 3000
  - when: { contains: [availability, available, check for me] }
    reply: "One moment, I am asking the reservation system."
    later: "Thank you for your patience: there are two double rooms left this weekend."

  # Small talk
  - when: { equals: [hello, hi, hey, good morning, good afternoon, good evening] }
    reply: "Hello. How can I help?"
  - when: { contains: [thank you, thanks] }
    reply: "You are very welcome. Is there anything else?"
  - when: { contains: [who are you, are you a robot, are you real] }
    reply: "I am the stand-in agent: I run on your own machine and answer from a script."
  - when: { contains: [what do you know about me, who am i] }
    reply: "You reached me by {channel|an unnamed channel} with variant {variant|default}. Customer id: {attributes.customer_id|not given}."

fallback: "I am only a stand-in, so I did not understand “{message}”. Ask me about a room, breakfast, late checkout or parking, or say “speak to a person”."
silence: "I am still here. How can I help?"
`;
