/**
 * The script the stand-in agent ships with: a hotel's front desk that uses everything a script can do. It is
 * YAML, like a script of your own, so that `polyai-chat stand-in --print-script` shows how to write one; it
 * is part of the code, so that the server reads no file.
 */
export const demoScriptText = `# The front desk of the Grand Hotel.
#
# A rule is tried from the top; the first that applies answers.
#   when      contains: these words stand in the message · equals: the message is just these words
#             matches: a regular expression · topic: only after a reply that set this topic
#   reply     {message}, {turn}, {variant}, {channel}, {language}, {conversation_id}, {attributes.NAME}
#             {attributes.NAME|words} says what to use when there is none
#   topic     what the next message is about; keepTopic: true leaves it as it was
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
  # A person, a change of mind, or the end: at any moment
  - when: { contains: [invoice, the bill, my bill, billing, refund, overcharged] }
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
  - when: { contains: [never mind, forget it, cancel, changed my mind] }
    reply: "No problem, nothing is booked. Is there anything else I can do?"

  # Questions: at any moment too, and what was being talked about goes on afterwards
  - when: { contains: [breakfast] }
    reply: "Breakfast is included. It is served from seven to half past ten in the winter garden, at weekends until eleven. Gluten-free bread is at the counter on the left."
    keepTopic: true
  - when: { contains: [parking, park, car, garage] }
    reply: "The garage is under the hotel, 18 euros a night. The entrance is on Garden Street."
    keepTopic: true
  - when: { contains: [wifi, wi-fi, internet, password] }
    reply: |-
      The network is *GrandHotel*, without a password.
      In the library it is fastest.
    keepTopic: true
  - when: { contains: [pool, spa, sauna, gym] }
    reply: "Pool and sauna are on the fifth floor, from six in the morning to ten at night. Towels are there."
    keepTopic: true
  - when: { contains: [dog, dogs, cat, cats, pet, pets] }
    reply: "Dogs and cats are welcome. There is a bowl and a blanket in every room on the first floor."
    keepTopic: true
  - when: { contains: [dinner, restaurant, lunch, room service, menu] }
    reply: "The restaurant serves dinner from six to ten. Room service is there all night."
    keepTopic: true
  - when: { contains: [check in, checkin, arrive, arrival] }
    reply: "Check-in is from three in the afternoon. If you come earlier, we keep your luggage."
    keepTopic: true
  - when: { contains: [where are you, where is the hotel, address, directions, get there, station] }
    reply: "We are at 1 Garden Street, by the sea, ten minutes on foot from the station."
    keepTopic: true
  - when: { contains: [cost, costs, price, prices, rate, rates, how much, too expensive] }
    reply: "A double room with a view of the garden is 140 euros a night, breakfast included."
    keepTopic: true

  # Booking a room, in three steps. What is no answer is asked for again.
  - when: { topic: booking-dates, matches: "\\\\d" }
    reply: "I have written down “{message}”. Under which name may I book?"
    topic: booking-name
  - when: { topic: booking-dates, contains: [tonight, today, tomorrow, night, nights, day, days, week, weekend, next, monday, tuesday, wednesday, thursday, friday, saturday, sunday, january, february, march, april, may, june, july, august, september, october, november, december, easter, christmas] }
    reply: "I have written down “{message}”. Under which name may I book?"
    topic: booking-name
  - when: { topic: booking-dates }
    reply: "I did not catch the nights. For example: from Friday to Sunday."
    topic: booking-dates
  - when: { topic: booking-name, matches: "\\\\?" }
    reply: "I am only a stand-in and cannot answer that. Under which name may I book?"
    topic: booking-name
  - when: { topic: booking-name }
    reply: "Thank you, I have written down “{message}”. A double room with a view of the garden is 140 euros a night, breakfast included. Shall I book it?"
    topic: booking-confirm
  - when: { topic: booking-confirm, contains: ["no", not, "don't"] }
    reply: "Then I have booked nothing. Is there anything else I can do?"
  - when: { topic: booking-confirm, contains: ["yes", please, sure, ok, okay, do it, book it, fine, perfect] }
    reply: "Done. Your confirmation number is GH-2047. Is there anything else?"
  - when: { topic: booking-confirm }
    reply: "I am only a stand-in: yes or no is enough. Shall I book it?"
    topic: booking-confirm

  # Late checkout
  - when: { topic: checkout-room, matches: "\\\\d{2,4}" }
    reply: "Your room is yours until two in the afternoon tomorrow, with our compliments."
  - when: { topic: checkout-room }
    reply: "I need the number on your key card, please: two to four digits."
    topic: checkout-room
  - when: { contains: [late checkout, late check out, check out, checkout] }
    reply: "Checkout is at eleven; later is usually possible. What is your room number?"
    topic: checkout-room
  - when: { contains: [book, booking, reserve, reservation, room for, a room, rooms, double room, single room, suite, stay] }
    reply: "With pleasure. For which nights?"
    topic: booking-dates

  # A reply that takes a while, and one that comes later
  - when: { contains: [wait, slow, take your time] }
    reply: "Thank you for waiting. I have looked it up: everything is in order."
    delayMs: 3000
  - when: { contains: [availability, available, check for me] }
    reply: "One moment, I am asking the reservation system."
    later: "Thank you for your patience: there are two double rooms left this weekend."

  # Small talk
  - when: { equals: ["no", nope, no thanks, no thank you, "that's it", that is it] }
    reply: "Then I wish you a good night."
    end: true
  - when: { equals: ["yes", yes please, ok, okay, good, great, perfect] }
    reply: "What else can I do for you?"
  - when: { equals: [hello, hi, hey, good morning, good afternoon, good evening] }
    reply: "Hello. How can I help?"
  - when: { contains: [thank you, thanks] }
    reply: "You are very welcome. Is there anything else?"
  - when: { contains: [how are you] }
    reply: "Very well, thank you. How can I help?"
  - when: { contains: [help, what can you do, what can i ask] }
    reply: "Ask me about a room, prices, breakfast, late checkout or parking, or say “speak to a person”."
  - when: { contains: [who are you, are you a robot, are you real] }
    reply: "I am the stand-in agent: I run on your own machine and answer from a script."
  - when: { contains: [what do you know about me, who am i] }
    reply: "You reached me by {channel|an unnamed channel} with variant {variant|default}. Customer id: {attributes.customer_id|not given}."

fallback: "I am only a stand-in, so I did not understand “{message}”. Ask me about a room, prices, breakfast, late checkout or parking, or say “speak to a person”."
silence: "I am still here. How can I help?"
`;
