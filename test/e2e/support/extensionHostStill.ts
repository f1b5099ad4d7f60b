import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VscodeServer } from '../../support/vscodeServer.ts';

/** Does something while no extension can answer, as on a machine that is busy for seconds. */
export async function whileExtensionsStandStill<T>(
  { userDataDir }: VscodeServer,
  act: () => Promise<T>,
): Promise<T> {
  const [log = ''] = globSync('logs/*/remoteagent.log', { cwd: userDataDir }).sort().reverse();
  const launched = readFileSync(join(userDataDir, log), 'utf8').matchAll(/<(\d+)> Launched Extension Host/g);
  const processId = Number([...launched].at(-1)?.[1]);
  process.kill(processId, 'SIGSTOP');
  try {
    return await act();
  } finally {
    process.kill(processId, 'SIGCONT');
  }
}
