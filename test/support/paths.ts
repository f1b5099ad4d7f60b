import { join } from 'node:path';

export const repoFolder = join(import.meta.dirname, '..', '..');
export const outFolder = join(repoFolder, 'out');
export const vsixFile = join(outFolder, 'polyai-chat.vsix');
/** A folder a person could have open: the workspace of the host tests, copied before it is written to. */
export const fixtureWorkspace = join(repoFolder, 'test', 'fixtures', 'workspace');
/** Chat tests for the stand-in agent: `npm start` opens them, and the package of the command line holds them. */
export const exampleTests = join(repoFolder, 'test', 'fixtures', 'examples');
