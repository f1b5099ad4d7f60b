// The stand-in agent on a thread of its own, so that only what a window does is measured. Every answer takes 20 ms.
import { parentPort } from 'node:worker_threads';
import { startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { slowScript } from './slowScript.ts';

const { origin, accountId, projectId, apiKey, token } = await startStandInAgent({ script: slowScript });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage({ origin, accountId, projectId, apiKey, token });
