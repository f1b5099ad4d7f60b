// The second half of `npm start` where there is no desktop VS Code: code-server on this machine, in the browser.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoEnvironment, prepareStartFolder } from './startFolder.ts';
import { untilTold } from './untilTold.ts';
import { vsixFile } from './paths.ts';
import { startVscodeServer } from './vscodeServer.ts';

const { values } = parseArgs({
  options: { port: { type: 'string' }, 'no-open': { type: 'boolean', default: false } },
});
const told = untilTold();
const { folder, demoFolder, settings } = await prepareStartFolder();
const portFile = join(folder, 'port');

const server = await startVscodeServer({
  profileFolder: folder,
  vsix: [vsixFile],
  // The browser keeps the secrets for one address only, so the address stays the same from start to start.
  port: values.port === undefined ? await lastPort() : Number(values.port),
  settings,
  defaultFolder: demoFolder,
  env: demoEnvironment(),
});
await writeFile(portFile, String(server.port));
console.log(`open http://127.0.0.1:${server.port}`);
console.log('Ctrl+C ends it.');
if (!values['no-open']) openBrowser(server.url);

await told;
await server.stop();
process.exit(0);

async function lastPort(): Promise<number> {
  const port = existsSync(portFile) ? Number(await readFile(portFile, 'utf8')) : 0;
  return (await isFree(port)) ? port : 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Only where a person is looking at a desktop. */
function openBrowser(url: string): void {
  const screen = process.platform === 'darwin' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!screen || process.env['CI']) return;
  const opener = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], {
    stdio: 'ignore',
    detached: true,
  });
  opener.on('error', () => undefined);
  opener.unref();
}
