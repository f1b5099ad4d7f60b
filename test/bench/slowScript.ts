import type { StandInScript } from '../../src/standInAgent/standInScript.ts';

/** An agent whose every answer takes 20 ms. */
export const slowScript: StandInScript = {
  greeting: 'Good evening.',
  greetings: [{ when: {}, reply: 'Good evening.', delayMs: 20 }],
  rules: [{ when: {}, reply: 'I heard “{message}”.', delayMs: 20 }],
  fallback: '',
  silence: '',
  initialMessage: 'answer',
  idleTimeoutSeconds: 600,
  faultWords: false,
};
