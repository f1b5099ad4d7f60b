// The stand-in agent in a process of its own, so that only what a caller does is measured. Every reply takes 20 ms. It
// accepts any credentials, prints its port and ends with its standard input.
import { startStandInAgent } from '../../src/standInAgent/standInAgent.ts';
import { slowScript } from './slowScript.ts';

const { origin } = await startStandInAgent({
  acceptAnyCredentials: true,
  script: slowScript,
});
console.log(origin);
process.stdin.resume().on('end', () => process.exit());
