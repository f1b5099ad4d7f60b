import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** The licences of the packages inside the bundles, which ask to be passed on with every copy. */
export async function thirdPartyNotices(packages) {
  const notices = [];
  for (const name of packages.toSorted()) {
    const folder = path.join('node_modules', name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    // Of this licence the address is enough, as it says itself (section 3a), with a word on what was changed.
    if (license === 'CC-BY-4.0') {
      notices.push(
        `${name} ${version} (${license})\n\nCopyright (c) Microsoft Corporation. Of its font, only the icons in use are here.\n` +
          'https://creativecommons.org/licenses/by/4.0/',
      );
      continue;
    }
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(?:\.\w+)?$/i.test(entry));
    const text = file === undefined ? '' : await readFile(path.join(folder, file), 'utf8');
    notices.push(`${name} ${version} (${license})\n\n${text.trim()}`.trim());
  }
  const line = '-'.repeat(80);
  return `PolyAI Chat contains these packages.\n\n${line}\n\n${notices.join(`\n\n${line}\n\n`)}\n`;
}
