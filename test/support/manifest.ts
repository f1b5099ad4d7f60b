import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The parts of package.json that the facts are about. */
interface Manifest {
  readonly version: string;
  readonly icon: string;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly description: string;
      readonly restrictedConfigurations?: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category?: string }[];
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly views: Readonly<Record<string, readonly { id: string }[]>>;
    readonly viewsWelcome: readonly { view: string; when?: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; when?: string; group?: string }[]>>;
    readonly keybindings: readonly { command: string; when?: string }[];
    readonly languages: readonly { readonly id: string }[];
    readonly configurationDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { default: unknown; scope?: string; markdownDescription?: string }>
      >;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly { media: { svg: string }; completionEvents: readonly string[] }[];
    }[];
  };
}

export const root = path.resolve(import.meta.dirname, '../..');
export const manifestText = readFileSync(path.join(root, 'package.json'), 'utf8');
export const manifest = JSON.parse(manifestText) as Manifest;
export const packageNls = readPackageNls();

/** The manifest's sentences, in English or in the given language. */
export function readPackageNls(language?: string): Readonly<Record<string, string>> {
  const name = language === undefined ? 'package.nls.json' : `package.nls.${language}.json`;
  return JSON.parse(readFileSync(path.join(root, name), 'utf8')) as Record<string, string>;
}
