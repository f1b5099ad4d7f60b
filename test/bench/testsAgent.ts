// The stand-in agent in a process of its own, so that only what a caller does is measured. Every reply takes 20 ms. It
// accepts any credentials, prints its port and ends with its standard input.
import { startStandInAgent } from '../../src/standInAgent/standInAgent.ts';

const { origin } = await startStandInAgent({
  acceptAnyCredentials: true,
  script: {
    greeting: 'Good evening.',
    greetings: [{ when: {}, reply: 'Good evening.', delayMs: 20 }],
    rules: [{ when: {}, reply: 'I heard “{message}”.', delayMs: 20 }],
    fallback: '',
    silence: '',
    initialMessage: 'answer',
    idleTimeoutSeconds: 600,
    faultWords: false,
  },
});
console.log(origin);
process.stdin.resume().on('end', () => process.exit());
