// npm run screenshots: copies the pictures that the README shows from the last `npm run pictures`.
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { outFolder, repoFolder } from './paths.ts';

/** The picture's name in the README, and the theme and surface of the end-to-end run that it is taken from. */
const pictures: Readonly<Record<string, string>> = {
  'first-chat.png': 'dark/first-chat.png',
  'add-connection.png': 'dark/add-connection.png',
  'new-chat.png': 'light/new-chat.png',
};

const folder = path.join(repoFolder, 'media/screenshots');
await mkdir(folder, { recursive: true });
for (const [name, source] of Object.entries(pictures)) {
  const from = path.join(outFolder, 'screenshots', source);
  try {
    await copyFile(from, path.join(folder, name));
    console.log(`media/screenshots/${name}`);
  } catch {
    console.error(`There is no ${from}. Run npm run pictures first.`);
    process.exitCode = 1;
  }
}
