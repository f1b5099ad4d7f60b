import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyWorkspace } from './copyWorkspace.ts';
import { exampleTests, fixtureWorkspace, outFolder } from './paths.ts';
import type { Settings } from './userSettings.ts';

const welcome = `# A folder to try PolyAI Chat in

1. Press F1 and run **PolyAI: Create Chat**. The stand-in agent, the front desk of a hotel, greets you from this
   machine; it needs no credentials. Type, and press Enter. Try "I need a room", or "I want to speak to a person".
2. The PolyAI icon at the left has your connections, and the history of every conversation.
3. The folder \`examples\` holds chat tests: conversations with what each reply must satisfy. In a terminal here,
   \`npx polyai-chat test examples --connection stand-in\` runs them. One is red on purpose, and says how to mend it.
4. **PolyAI: Add Connection…** leads to an agent of your own: paste its Agent Studio address, or a cURL command.
`;

/** What `npm start` keeps from one start to the next, away from the person's own VS Code. */
export async function prepareStartFolder(): Promise<{
  folder: string;
  demoFolder: string;
  settings: Settings;
}> {
  const folder = join(outFolder, 'start');
  const demoFolder = join(folder, 'demo');
  await mkdir(folder, { recursive: true });
  if (!existsSync(demoFolder)) {
    await copyWorkspace(fixtureWorkspace, demoFolder);
    await writeFile(join(demoFolder, 'README.md'), welcome);
  }
  // A folder of an earlier start gets them too; what was changed in it stays.
  const examples = join(demoFolder, 'examples');
  if (!existsSync(examples)) await copyWorkspace(exampleTests, examples);
  // The first window begins with what to do in it.
  const settings = { 'workbench.startupEditor': 'readme', ...(await readOwnSettings(folder)) };
  return { folder, demoFolder, settings };
}

/** Settings changed in an earlier start outlive the ones that keep VS Code quiet. */
async function readOwnSettings(folder: string): Promise<Settings> {
  try {
    return JSON.parse(await readFile(join(folder, 'user-data', 'User', 'settings.json'), 'utf8')) as Settings;
  } catch {
    return {};
  }
}

/** Makes the extension prepare the stand-in agent's connection; and a real agent may be behind a proxy. */
export function demoEnvironment(): Record<string, string> {
  const proxies = Object.entries(process.env).filter(([name]) => /^(https?|all|no)_proxy$/i.test(name));
  return { ...(Object.fromEntries(proxies) as Record<string, string>), POLYAI_CHAT_DEMO: '1' };
}
