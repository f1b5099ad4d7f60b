import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Lets VS Code speak a language it has no language pack for here: its own words stay English, and extensions are told
 * the language and bring their own words. What an installed pack leaves behind is written by hand.
 */
export async function writeLanguagePack(userDataDir: string, language: string): Promise<void> {
  const folder = join(userDataDir, 'languagePack');
  const words = join(folder, 'main.i18n.json');
  await mkdir(folder, { recursive: true });
  await writeFile(words, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = {
    hash: 'none',
    label: language,
    extensions: [{ extensionIdentifier: { id: `test.${language}` }, version: '1.0.0' }],
    translations: { vscode: words },
  };
  await writeFile(join(userDataDir, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}
