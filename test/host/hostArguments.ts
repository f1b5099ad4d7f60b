import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fixtureWorkspace, vsixFile } from '../support/paths.ts';

/** What both runners understand: [part of a file name …] [--grep text] [--workspace folder] [--timeout seconds]. */
export function readHostArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      grep: { type: 'string', default: '' },
      workspace: { type: 'string', default: fixtureWorkspace },
      timeout: { type: 'string', default: '240' },
    },
  });
  if (!existsSync(vsixFile)) throw new Error('There is no package to test. Run `npm run package` first.');
  return {
    only: positionals,
    grep: values.grep,
    workspace: values.workspace,
    timeoutMs: Number(values.timeout) * 1000,
  };
}
