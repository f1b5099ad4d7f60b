import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startStandInAgent } from '../../../src/standInAgent/standInAgent.ts';
import { repoFolder } from '../../support/paths.ts';

const transport = pathToFileURL(path.join(repoFolder, 'src', 'cli', 'transport.ts'));

describe('the calls of the command line', () => {
  it('take no memory for making the parser of HTTP faster than anybody needs', async () => {
    const agent = await startStandInAgent();
    // The greatest memory of the process, in MB, that its calls have added.
    const script = `
      const { createTransport } = await import('${transport.href}');
      const { send, close } = createTransport('${agent.origin}', {});
      const headers = { 'X-API-KEY': '${agent.apiKey}', 'X-TOKEN': '${agent.token}' };
      const before = process.resourceUsage().maxRSS;
      for (let call = 0; call < 200; call++) {
        const url = '${agent.origin}/v1/${agent.accountId}/${agent.projectId}/chat/create';
        const { signal } = new AbortController();
        const { status, body } = await send(url, { method: 'POST', headers, body: '', signal });
        if (status !== 200) throw new Error('refused with ' + status);
        const reader = body.getReader();
        while (!(await reader.read()).done);
      }
      console.log((process.resourceUsage().maxRSS - before) / 1024);
      await close();`;
    const args = ['--no-warnings', '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    await agent.close();
    assert.ok(Number(stdout) < 15, `${stdout.trim()} MB`);
  });
});
