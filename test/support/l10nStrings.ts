import { getL10nJson } from '@vscode/l10n-dev';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a bundle holds: the English sentence (with its comment, when it has one) to the sentence shown. */
export type L10nBundle = Readonly<Record<string, string | { message: string; comment: string[] }>>;

export const root = path.resolve(import.meta.dirname, '../..');
export const bundleFile = (language?: string): string =>
  path.join(root, 'media/l10n', language === undefined ? 'bundle.l10n.json' : `bundle.l10n.${language}.json`);

/** Every language the product speaks beside English. */
export const languages = ['de'] as const;

const importLine = `import * as l10n from '@vscode/l10n';`;

/** Every sentence that the sources give to `l10n.t`, in alphabetical order, so that a change reads well. */
export async function extractStrings(): Promise<L10nBundle> {
  // The extractor takes a fifth of a second for every text it is given, however short: so it gets two long ones, of
  // the files that hold a sentence.
  const found: Record<string, L10nBundle[string]> = {};
  for (const extension of ['.ts', '.tsx']) {
    let contents = `${importLine}\n`;
    for await (const file of glob(`{src,media}/**/*${extension}`, { cwd: root })) {
      const source = await readFile(path.join(root, file), 'utf8');
      if (!/\bl10n\.t\(/.test(source)) continue;
      if (!source.includes(importLine)) {
        throw new Error(`${file} must say ${importLine}, or its sentences are not found.`);
      }
      contents += source.replace(importLine, '');
    }
    Object.assign(found, await getL10nJson([{ contents, extension }]));
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function readBundle(language?: string): Promise<L10nBundle> {
  return JSON.parse(await readFile(bundleFile(language), 'utf8')) as L10nBundle;
}

/** The sentence of an entry, without its comment. */
export function messageOf(entry: L10nBundle[string]): string {
  return typeof entry === 'string' ? entry : entry.message;
}
