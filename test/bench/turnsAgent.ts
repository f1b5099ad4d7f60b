// The stand-in agent on a thread of its own, so that only what a window does is measured. Every answer takes 20 ms.
import { parentPort } from 'node:worker_threads';
import { startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import type { StandInScript } from '../../src/standInAgent/standInScript.ts';

const script: StandInScript = {
  greeting: 'Good evening.',
  greetings: [{ when: {}, reply: 'Good evening.', delayMs: 20 }],
  rules: [{ when: {}, reply: 'I heard “{message}”.', delayMs: 20 }],
  fallback: '',
  silence: '',
  initialMessage: 'answer',
  idleTimeoutSeconds: 600,
  faultWords: false,
};
const { origin, accountId, projectId, apiKey, token } = await startStandInAgent({ script });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage({ origin, accountId, projectId, apiKey, token });
